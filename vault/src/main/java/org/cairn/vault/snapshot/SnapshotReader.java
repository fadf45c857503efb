package org.cairn.vault.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.cairn.vault.body.Packs;
import org.cairn.vault.frame.ContainerKeys;

/// A snapshot, open for reading. Safe for any thread: one may go through the files while many read
/// their parts. Keeps at most 64 packs open besides those that are being read.
///
/// Every read raises `vault-object-missing` or `vault-object-damaged`, naming the object at fault.
public final class SnapshotReader implements AutoCloseable {
    /// A file is looked at in stretches of so many bytes, in each of which a frame is read once.
    private static final long STRETCH_BYTES = 1L << 30;

    private static final long PART_BYTES = 32L << 20;

    private final Snapshot snapshot;
    private final ContainerKeys keys;
    private final PackNumbers numbers = new PackNumbers();
    private final OpenPacks dataPacks;
    private final OpenPacks metaPacks;
    private final FrameLists lists;

    SnapshotReader(Packs packs, Snapshot snapshot) {
        this.snapshot = snapshot;
        this.keys = packs.keys();
        this.dataPacks = new OpenPacks(packs::open);
        this.metaPacks = new OpenPacks(packs::open);
        this.lists = new FrameLists(dataPacks, numbers);
    }

    /// Takes the bytes of a file as they come, in any order.
    @FunctionalInterface
    public interface Target {
        void write(long position, byte[] bytes, int offset, int length) throws IOException;
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /// Goes through the files in the order of their paths (a folder comes before what is in it),
    /// one chunk of them in memory.
    public Stream<SnapshotFile> files() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new FileTableReader(snapshot, keys, metaPacks, numbers),
                        Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT),
                false);
    }

    /// Divides a file into parts for [#read]. What is in none of them is zero.
    public List<FilePart> parts(SnapshotFile file) {
        List<FilePart> parts = new ArrayList<>();
        for (long from = 0; from < file.sizeBytes(); from += STRETCH_BYTES) {
            long to = Math.min(file.sizeBytes(), from + STRETCH_BYTES);
            addParts(FrameUses.of(file, from, to, lists, snapshot.objectName()), parts);
        }
        return parts;
    }

    private static void addParts(FrameUses uses, List<FilePart> parts) {
        int begin = 0;
        long bytes = 0;
        for (int use = 0; use < uses.count(); ) {
            int next = uses.nextFrame(use);
            for (; use < next; use++) {
                bytes += uses.length(use);
            }
            if (bytes >= PART_BYTES || next == uses.count()) {
                parts.add(new FilePart(uses, begin, next));
                begin = next;
                bytes = 0;
            }
        }
    }

    /// Reads every frame of a part once, checked by checksum and tag, and hands its bytes out.
    public void read(FilePart part, Target target) throws IOException {
        FrameUses uses = part.uses();
        for (int use = part.from(); use < part.to(); ) {
            long place = uses.place(use);
            byte[] plain = dataPacks.read(numbers.id(Place.pack(place)), Place.frame(place));
            int next = uses.nextFrame(use);
            for (; use < next; use++) {
                int offset = Place.offset(uses.place(use));
                target.write(uses.position(use), plain, offset, uses.length(use));
            }
        }
    }

    /// Reads a small file whole.
    public byte[] readAll(SnapshotFile file) {
        byte[] all = new byte[Math.toIntExact(file.sizeBytes())];
        try {
            for (FilePart part : parts(file)) {
                read(
                        part,
                        (position, bytes, offset, length) ->
                                System.arraycopy(bytes, offset, all, (int) position, length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /// Makes what compares files that lie elsewhere with those of the snapshot, for one thread.
    public FileComparison comparison() {
        return new FileComparison(this, keys.contentHash());
    }

    /// Reads one frame, checked.
    byte[] readFrame(long place) {
        return dataPacks.read(numbers.id(Place.pack(place)), Place.frame(place));
    }

    PackNumbers numbers() {
        return numbers;
    }

    FrameLists lists() {
        return lists;
    }

    /// To be called when nobody reads any more.
    @Override
    public void close() {
        dataPacks.close();
        metaPacks.close();
    }
}
