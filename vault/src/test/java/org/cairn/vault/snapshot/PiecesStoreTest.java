package org.cairn.vault.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.cairn.kernel.Steps;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.PlainReader;
import org.cairn.vault.TestAccess;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.SnapshotFile.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that is put together from frames, gathered bytes, zeros and stretches of older files
/// reads back as what was meant, however it was cut.
final class PiecesStoreTest {
    // The plain reader passes over what an earlier version did not write.
    private static final SnapshotContent.Origin OVER_SQL =
            new SnapshotContent.Origin(
                    Changes.WHOLE,
                    null,
                    "",
                    new SnapshotContent.ReadFrom(FileSource.SQL, "that was asked for"));
    private static final int PAGE = 8192;
    private static final int EXTENT = 16 * PAGE;
    private static final String PATH = "base/1/1";

    @TempDir private Path folder;

    @Test
    void aFileThatIsReadWholeIsOnePiece() {
        Vault vault = open();
        byte[] bytes = random(40 * EXTENT + 5000, new Random(1));

        Snapshot snapshot =
                SampleSnapshot.take(
                        vault.snapshots(), SampleSnapshot.facts("0/2000028"), Map.of(PATH, bytes));

        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            Pieces pieces = pieces(writer.base(snapshot).orElseThrow());
            assertThat(pieces.count()).isEqualTo(1);
            Pieces halves =
                    writer.pieces()
                            .append(writer.pieces().copy(pieces, 0, 3 * EXTENT + 77).build())
                            .append(
                                    writer.pieces()
                                            .copy(pieces, 3 * EXTENT + 77, pieces.bytes())
                                            .build())
                            .build();
            assertThat(halves).isEqualTo(pieces);
        }
    }

    @Test
    void givesBackWhatWasMeantInAnyGeneration() {
        SeededRandom.forAll(
                6,
                seeded -> {
                    try {
                        generations(seeded.random());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private void generations(Random random) throws IOException {
        Path place = folder.resolve("v" + random.nextInt());
        Vault vault = TestAccess.openOrCreate(place);
        byte[] content = random(random.nextInt(20 * EXTENT) + 1, random);
        Snapshot last =
                SampleSnapshot.take(
                        vault.snapshots(),
                        SampleSnapshot.facts("0/2000028"),
                        Map.of(PATH, content));
        List<byte[]> contents = new ArrayList<>(List.of(content));
        for (int generation = 0; generation < 4; generation++) {
            byte[] next = Arrays.copyOf(content, random.nextInt(20 * EXTENT) + 1);
            try (SnapshotWriter writer = vault.snapshots().writer(1)) {
                Pieces base = pieces(writer.base(last).orElseThrow());
                SnapshotFile file = change(writer, base, next, random);
                last =
                        writer.commit(
                                SampleSnapshot.facts("0/2000028"),
                                OVER_SQL,
                                file.sizeBytes(),
                                List.of(file));
            }
            content = next;
            contents.add(next);
        }
        List<Snapshot> all = vault.snapshots().list();
        var plain = new PlainReader(place, new byte[32]);
        for (int i = 0; i < all.size(); i++) {
            assertThat(plain.snapshot(all.get(i).objectName()).get(PATH))
                    .isEqualTo(contents.get(i));
            try (SnapshotReader reader = vault.snapshots().open(all.get(i));
                    var files = reader.files()) {
                assertThat(reader.readAll(files.findFirst().orElseThrow()))
                        .isEqualTo(contents.get(i));
            }
            assertThat(vault.snapshots().verify(all.get(i)).findings()).isEmpty();
        }
    }

    /// Changes `next` in place, stretch by stretch, and says what it is made of.
    private static SnapshotFile change(
            SnapshotWriter writer, Pieces base, byte[] next, Random random) {
        PiecesBuilder whole = writer.pieces();
        try (SnapshotLane lane = writer.lane()) {
            for (int at = 0; at < next.length; ) {
                int end = Math.min(next.length, at + 1 + random.nextInt(5 * EXTENT));
                whole.append(part(writer.pieces(), lane, base, new Range(next, at, end), random));
                at = end;
            }
        }
        return new SnapshotFile(Kind.RELATION, PATH, 0600, Instant.EPOCH, whole.build());
    }

    private record Range(byte[] bytes, int from, int to) {}

    private static Pieces part(
            PiecesBuilder part, SnapshotLane lane, Pieces base, Range range, Random random) {
        byte[] gathered = new byte[32 * PAGE];
        int filled = 0;
        for (int at = range.from(); at < range.to(); ) {
            int end = Math.min(range.to(), at + 1 + random.nextInt(3 * PAGE));
            int length = end - at;
            int how = random.nextInt(8);
            if (how < 4 && end <= base.bytes()) {
                part.copy(base, at, end);
            } else if (how == 4) {
                Arrays.fill(range.bytes(), at, end, (byte) 0);
                part.zeros(length);
            } else {
                byte[] fresh = random(length, random);
                System.arraycopy(fresh, 0, range.bytes(), at, length);
                if (how == 5) {
                    part.stored(lane.store(fresh, 0, length));
                } else {
                    if (filled + length > gathered.length) {
                        part.gatheredIn(lane.store(gathered, 0, filled));
                        filled = 0;
                    }
                    System.arraycopy(fresh, 0, gathered, filled, length);
                    part.gathered(part.gatheredFrames(), filled, length);
                    filled += length;
                }
            }
            at = end;
        }
        if (filled > 0) {
            part.gatheredIn(lane.store(gathered, 0, filled));
        }
        return part.build();
    }

    private static Pieces pieces(BaseFiles base) {
        return Objects.requireNonNull(base.find(PATH)).pieces();
    }

    private Vault open() {
        return Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    private static byte[] random(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
