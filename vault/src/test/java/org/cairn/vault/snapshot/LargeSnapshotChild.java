package org.cairn.vault.snapshot;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.kernel.Steps;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.SnapshotFile.Kind;

/// A program that takes a snapshot of many small files, reads its list back and verifies it; to be
/// run in a small heap. Arguments: folder, number of files, frames of each.
public final class LargeSnapshotChild {
    private static final int FRAME = 16;

    private LargeSnapshotChild() {}

    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[1]);
        int frames = Integer.parseInt(arguments[2]);
        Vault vault = Vault.openOrCreate(Path.of(arguments[0]), InstantSource.system(), Steps.NONE);
        Snapshot snapshot = take(vault, count, frames);
        long read = 0;
        try (SnapshotReader reader = vault.snapshots().open(snapshot);
                Stream<SnapshotFile> files = reader.files()) {
            read = files.mapToLong(SnapshotFile::sizeBytes).sum();
        }
        boolean sound = vault.snapshots().verify(snapshot).isSound() && vault.verify().isSound();
        boolean all = snapshot.content().files() == count && read == (long) count * frames * FRAME;
        Runtime.getRuntime().halt(sound && all ? 0 : 1);
    }

    private static Snapshot take(Vault vault, int count, int frames) {
        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            List<SnapshotFile> files = new ArrayList<>();
            try (SnapshotLane lane = writer.lane()) {
                for (int i = count; i > 0; i--) {
                    files.add(store(writer, lane, i, frames));
                }
            }
            return SampleSnapshot.commit(writer, SampleSnapshot.facts("0/2000028"), files);
        }
    }

    private static SnapshotFile store(
            SnapshotWriter writer, SnapshotLane lane, int number, int frames) {
        PiecesBuilder pieces = writer.pieces();
        byte[] bytes = new byte[FRAME];
        for (int frame = 1; frame <= frames; frame++) {
            ByteBuffer.wrap(bytes).putInt(number).putInt(frame);
            pieces.stored(lane.store(bytes, 0, FRAME));
        }
        return new SnapshotFile(
                Kind.RELATION, "base/16384/" + number, 0600, Instant.EPOCH, pieces.build());
    }
}
