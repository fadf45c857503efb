package org.cairn.vault.snapshot;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;

/// Which frames a snapshot names, over all of its files: two KiB for each pack. Confined to one
/// thread.
final class SnapshotFrames {
    private final SnapshotReader reader;
    private final Map<Integer, BitSet> frames = new TreeMap<>();

    /// Goes through all files. Raises `vault-object-damaged` with the snapshot's name when a piece
    /// is not in its pack. Of packs whose own lists cannot be read nothing is known.
    SnapshotFrames(SnapshotReader reader) {
        this.reader = reader;
        try (Stream<SnapshotFile> files = reader.files()) {
            files.forEach(this::add);
        }
    }

    private void add(SnapshotFile file) {
        Pieces pieces = file.pieces();
        for (int i = 0; i < pieces.count(); i++) {
            if (!pieces.isZero(i)) {
                add(file, pieces.place(i), pieces.end(i) - pieces.start(i));
            }
        }
    }

    private void add(SnapshotFile file, long place, long length) {
        int pack = Place.pack(place);
        Optional<FrameList> list = reader.lists().find(pack);
        if (list.isEmpty()) {
            return;
        }
        if (list.get().plainBytesFrom(Place.frame(place), Place.offset(place)) < length) {
            throw VaultProblems.damaged(
                    reader.snapshot().objectName(),
                    "'%s' has a piece that its pack does not hold",
                    file.path());
        }
        long last = list.get().after(pack, place, length - 1);
        frames.computeIfAbsent(pack, _ -> new BitSet())
                .set(Place.frame(place), Place.frame(last) + 1);
    }

    /// The packs, each with its frames.
    Map<Integer, BitSet> byPack() {
        return frames;
    }

    /// The parts of files that lie in broken frames.
    static List<Loss> losses(SnapshotReader reader, BrokenFrames broken) {
        List<Loss> losses = new ArrayList<>();
        try (Stream<SnapshotFile> files = reader.files()) {
            files.forEach(file -> addLosses(reader, file, broken, losses));
        }
        return losses;
    }

    private static void addLosses(
            SnapshotReader reader, SnapshotFile file, BrokenFrames broken, List<Loss> losses) {
        Map<PackId, long[]> found = new TreeMap<>(java.util.Comparator.comparing(PackId::hex));
        Pieces pieces = file.pieces();
        for (int i = 0; i < pieces.count(); i++) {
            if (pieces.isZero(i)) {
                continue;
            }
            PackId pack = reader.numbers().id(Place.pack(pieces.place(i)));
            BitSet bad = broken.of(pack);
            if (bad != null) {
                long[] extent = found.computeIfAbsent(pack, _ -> new long[] {Long.MAX_VALUE, 0, 0});
                addLost(reader.lists(), pieces, i, bad, extent);
            }
        }
        boolean pages = file.kind() == SnapshotFile.Kind.RELATION;
        found.forEach((pack, extent) -> {
            if (extent[2] > 0) {
                losses.add(
                        new Loss(
                                pack.objectName(),
                                file.path(),
                                pages,
                                extent[0],
                                extent[1],
                                extent[2]));
            }
        });
    }

    private static void addLost(
            FrameLists lists, Pieces pieces, int piece, BitSet bad, long[] extent) {
        long position = pieces.start(piece);
        long end = pieces.end(piece);
        long place = pieces.place(piece);
        Optional<FrameList> list = lists.find(Place.pack(place));
        if (list.isEmpty()) {
            lost(extent, position, end);
            return;
        }
        int frame = Place.frame(place);
        int offset = Place.offset(place);
        while (position < end && frame < list.get().count()) {
            long to = Math.min(end, position + list.get().plainBytes(frame) - offset);
            if (bad.get(frame)) {
                lost(extent, position, to);
            }
            position = to;
            offset = 0;
            frame++;
        }
    }

    private static void lost(long[] extent, long from, long to) {
        extent[0] = Math.min(extent[0], from);
        extent[1] = Math.max(extent[1], to);
        extent[2] += to - from;
    }
}
