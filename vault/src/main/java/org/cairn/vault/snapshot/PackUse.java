package org.cairn.vault.snapshot;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cairn.vault.frame.PackId;

/// Which parts of packs snapshots name, over all of their files: a bit for each page, about a KiB
/// for each pack. Confined to one thread.
final class PackUse {
    private static final int UNIT = 8192;

    private final Map<PackId, Use> uses = new HashMap<>();

    /// Of one pack.
    private record Use(long plainBytes, BitSet units) {}

    /// Adds what a snapshot names. Of packs whose own lists cannot be read nothing is known. Raises
    /// the problems of reading its file table.
    void add(SnapshotReader reader) {
        try (Stream<SnapshotFile> files = reader.files()) {
            files.forEach(file -> add(reader, file.pieces()));
        }
    }

    private void add(SnapshotReader reader, Pieces pieces) {
        for (int i = 0; i < pieces.count(); i++) {
            if (!pieces.isZero(i)) {
                add(reader, pieces.place(i), pieces.end(i) - pieces.start(i));
            }
        }
    }

    private void add(SnapshotReader reader, long place, long length) {
        Optional<FrameList> list = reader.lists().find(Place.pack(place));
        if (list.isEmpty()) {
            return;
        }
        PackId id = reader.numbers().id(Place.pack(place));
        Use use =
                uses.computeIfAbsent(
                        id, _ -> new Use(list.get().plainBytesFrom(0, 0), new BitSet()));
        long rest = list.get().plainBytesFrom(Place.frame(place), Place.offset(place));
        long from = use.plainBytes() - rest;
        use.units()
                .set(
                        (int) (from / UNIT),
                        (int) Math.ceilDiv(Math.min(from + length, use.plainBytes()), UNIT));
    }

    /// The packs of which at most half is named, those with the least of them first, and of these
    /// as many as have no more than `mostBytes` that is named.
    ///
    /// @param of only these are asked for
    List<SparsePack> sparse(Set<PackId> of, long mostBytes) {
        List<SparsePack> sparse = new ArrayList<>();
        uses.forEach((id, use) -> {
            long live = Math.min((long) use.units().cardinality() * UNIT, use.plainBytes());
            if (2 * live <= use.plainBytes() && of.contains(id)) {
                sparse.add(new SparsePack(id, live, use.plainBytes()));
            }
        });
        sparse.sort(
                Comparator.comparingDouble(
                                (SparsePack pack) -> (double) pack.liveBytes() / pack.plainBytes())
                        .thenComparing(pack -> pack.id().hex()));
        List<SparsePack> fitting = new ArrayList<>();
        long bytes = 0;
        for (SparsePack pack : sparse) {
            bytes += pack.liveBytes();
            if (bytes > mostBytes) {
                break;
            }
            fitting.add(pack);
        }
        return fitting;
    }

    /// The packs that snapshots name.
    static Set<PackId> named(List<Snapshot> snapshots) {
        Set<PackId> named = new HashSet<>();
        snapshots.forEach(
                snapshot -> snapshot.content().packs().forEach(pack -> named.add(pack.id())));
        return named;
    }
}
