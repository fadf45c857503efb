package org.cairn.vault.snapshot;

import java.util.LinkedHashMap;
import java.util.Map;
import org.cairn.vault.body.Packs;
import org.cairn.vault.frame.PackId;

/// The packs that were read last, open; at most a few besides those that are being read. Safe for
/// any thread.
final class OpenPacks implements AutoCloseable {
    private static final int MOST_IDLE = 8;

    private final Packs packs;
    private final Map<PackId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Entry {
        private final Packs.OpenPack pack;
        private int users;

        Entry(Packs.OpenPack pack) {
            this.pack = pack;
        }
    }

    OpenPacks(Packs packs) {
        this.packs = packs;
    }

    /// Gives an open pack, which the caller gives back.
    synchronized Packs.OpenPack take(PackId id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            closeIdle(MOST_IDLE - 1);
            entry = new Entry(packs.open(id));
            entries.put(id, entry);
        }
        entry.users++;
        return entry.pack;
    }

    synchronized void giveBack(Packs.OpenPack pack) {
        Entry entry = entries.get(pack.id());
        if (entry != null) {
            entry.users--;
        }
    }

    // The map orders by last use, so the pack that waited longest goes first.
    private void closeIdle(int most) {
        var each = entries.values().iterator();
        while (entries.size() > most && each.hasNext()) {
            Entry entry = each.next();
            if (entry.users == 0) {
                each.remove();
                entry.pack.close();
            }
        }
    }

    @Override
    public synchronized void close() {
        closeIdle(0);
    }
}
