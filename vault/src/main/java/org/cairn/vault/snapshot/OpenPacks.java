package org.cairn.vault.snapshot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.cairn.vault.body.Packs;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;

/// The packs that were read last, open and with their lists of frames; at most 64 besides those
/// that are being read. Who reads a file frame by frame in the order of the packs opens each of
/// them once, so this is for neighbours that share them. Safe for any thread.
final class OpenPacks implements AutoCloseable {
    private static final int MOST_IDLE = 64;
    private static final long MOST_LIST_BYTES = 16L << 20;

    private final Function<PackId, Packs.OpenPack> opening;
    private final Map<PackId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long listBytes;

    private static final class Entry {
        private final Packs.OpenPack pack;
        private final FrameList frames;
        private int users;

        Entry(Packs.OpenPack pack, FrameList frames) {
            this.pack = pack;
            this.frames = frames;
        }
    }

    OpenPacks(Function<PackId, Packs.OpenPack> opening) {
        this.opening = opening;
    }

    /// Reads the plain bytes of a frame. Raises `vault-object-missing` or `vault-object-damaged`
    /// with the name of the pack.
    byte[] read(PackId id, int frame) {
        Entry entry = take(id);
        try {
            if (frame >= entry.frames.count()) {
                throw VaultProblems.damaged(
                        entry.pack.object().name().value(), "it has no frame %d", frame);
            }
            return entry.pack.reader().read(entry.frames.ref(frame));
        } finally {
            giveBack(entry);
        }
    }

    /// The list of the frames of a pack.
    FrameList frames(PackId id) {
        Entry entry = take(id);
        giveBack(entry);
        return entry.frames;
    }

    private Entry take(PackId id) {
        synchronized (this) {
            Entry known = entries.get(id);
            if (known != null) {
                known.users++;
                return known;
            }
        }
        // Outside of the lock: a pack may be far away.
        Entry opened = open(id);
        synchronized (this) {
            Entry other = entries.get(id);
            if (other != null) {
                opened.pack.close();
                other.users++;
                return other;
            }
            entries.put(id, opened);
            listBytes += opened.frames.heapBytes();
            opened.users++;
            closeIdle(MOST_IDLE, MOST_LIST_BYTES);
            return opened;
        }
    }

    private Entry open(PackId id) {
        Packs.OpenPack pack = opening.apply(id);
        try {
            return new Entry(pack, new FrameList(pack.reader().readFrames()));
        } catch (RuntimeException e) {
            pack.close();
            throw e;
        }
    }

    private synchronized void giveBack(Entry entry) {
        entry.users--;
    }

    // The map orders by last use, so the pack that waited longest goes first.
    private void closeIdle(int most, long mostBytes) {
        var each = entries.values().iterator();
        while ((entries.size() > most || listBytes > mostBytes) && each.hasNext()) {
            Entry entry = each.next();
            if (entry.users == 0) {
                each.remove();
                listBytes -= entry.frames.heapBytes();
                entry.pack.close();
            }
        }
    }

    @Override
    public synchronized void close() {
        closeIdle(0, 0);
    }
}
