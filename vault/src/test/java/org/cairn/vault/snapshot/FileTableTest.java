package org.cairn.vault.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.cairn.kernel.ProblemException;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SnapshotFile.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A file table is hostile when it is read: whoever can write it must not write outside of the
/// folder that is restored to.
final class FileTableTest {
    private static final Instant MODIFIED = Instant.parse("1969-12-31T23:59:59.999999Z");

    private final PackNumbers numbers = new PackNumbers();
    private final int one = numbers.of(new PackId("0a".repeat(16)));
    private final int two = numbers.of(new PackId("0b".repeat(16)));

    private static SnapshotFile file(String path, Pieces pieces) {
        return new SnapshotFile(Kind.FILE, path, 07777, MODIFIED, pieces);
    }

    private static Pieces pieces(long... endsAndPlaces) {
        int count = endsAndPlaces.length / 2;
        return new Pieces(
                Arrays.copyOf(endsAndPlaces, count),
                Arrays.copyOfRange(endsAndPlaces, count, 2 * count));
    }

    private byte[] write(SnapshotFile... files) {
        var chunk = new FileChunk(numbers, files[0].path());
        Arrays.stream(files).forEach(chunk::add);
        return chunk.bytes();
    }

    private List<SnapshotFile> read(byte[] chunk) {
        return new FileChunkReader("meta/x", numbers, chunk).read("");
    }

    private String refusal(byte[] chunk) {
        var problem = Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> read(chunk));
        assertThat(problem.facts()).containsEntry("object", "meta/x");
        return problem.what();
    }

    /// An entry with a path that the writer would refuse.
    private static byte[] entry(byte[] path, int... rest) {
        var out = new ByteArrayOutputStream();
        out.write(2);
        FileChunk.varint(out, path.length);
        out.writeBytes(path);
        Arrays.stream(rest.length == 0 ? new int[] {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0} : rest)
                .forEach(out::write);
        return out.toByteArray();
    }

    /// A chunk of no packs.
    private static byte[] chunk(byte[]... entries) {
        var out = new ByteArrayOutputStream();
        out.write(0);
        out.write(entries.length);
        Arrays.stream(entries).forEach(out::writeBytes);
        return out.toByteArray();
    }

    @Test
    void givesBackWhatWasWritten() {
        SnapshotFile[] files = {
            new SnapshotFile(Kind.DIRECTORY, "a", 0700, MODIFIED, Pieces.NONE),
            file(
                    "a/b",
                    pieces(
                            1,
                            1L << 39,
                            1L << 40,
                            Place.of(two, 16_383, (1 << 20) - 1),
                            Place.ZEROS,
                            Place.of(one, 0, 0))),
            file("a/c", Pieces.NONE),
            file("é日𝒞", Pieces.NONE)
        };

        assertThat(read(write(files))).containsExactly(files);
    }

    @Test
    void givesBackRandomTables() {
        SeededRandom.forAll(
                50,
                random -> {
                    List<SnapshotFile> files = new ArrayList<>();
                    int count = 1 + random.random().nextInt(30);
                    for (int i = 0; i < count; i++) {
                        int pieces = random.random().nextInt(2_500);
                        long[] parts = new long[2 * pieces];
                        for (int piece = 0; piece < pieces; piece++) {
                            parts[piece] =
                                    (piece == 0 ? 0 : parts[piece - 1])
                                            + 1
                                            + random.random().nextInt(1 << 20);
                            parts[pieces + piece] =
                                    random.random().nextInt(5) == 0
                                            ? Place.ZEROS
                                            : Place.of(
                                                    random.random().nextBoolean() ? one : two,
                                                    random.random().nextInt(16_384),
                                                    random.random().nextInt(1 << 20));
                        }
                        files.add(file("f" + i, pieces == 0 ? Pieces.NONE : pieces(parts)));
                    }
                    files.sort(Comparator.comparing(SnapshotFile::path));

                    assertThat(read(write(files.toArray(SnapshotFile[]::new)))).isEqualTo(files);
                });
    }

    @Test
    void endsAChunkByItsPathAlone() {
        List<String> ends = new ArrayList<>();
        for (int i = 0; i < 12_800; i++) {
            var chunk = new FileChunk(numbers, "x");
            chunk.add(file("base/5/" + i, Pieces.NONE));
            if (chunk.isEnded()) {
                ends.add("base/5/" + i);
            }
        }
        assertThat(ends.size()).isBetween(60, 150);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", ".", "a/.", "a\0b"})
    void refusesAPathThatLeadsElsewhere(String path) {
        assertThat(refusal(chunk(entry(path.getBytes(UTF_8))))).startsWith("its form is wrong");
        assertThatThrownBy(() -> file(path, Pieces.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAPathThatIsNotText() {
        for (byte[] path :
                List.of(new byte[] {'a', (byte) 0xFF}, new byte[] {(byte) 0xC0, (byte) 0xAF})) {
            assertThat(refusal(chunk(entry(path))))
                    .isEqualTo("its form is wrong: a path is not UTF-8");
        }
        assertThatThrownBy(() -> file("a\uD800", Pieces.NONE)).hasMessageContaining("not UTF-8");
        assertThat(refusal(chunk(entry("a".repeat(4097).getBytes(UTF_8)))))
                .isEqualTo("its form is wrong: a path of 4097 bytes");
    }

    @Test
    void refusesAPathThatComesTwiceOrOutOfOrder() {
        byte[] a = entry("a".getBytes(UTF_8));
        byte[] b = entry("b".getBytes(UTF_8));

        assertThat(refusal(chunk(a, a))).isEqualTo("its form is wrong: 'a' stands out of order");
        assertThat(refusal(chunk(b, a))).isEqualTo("its form is wrong: 'a' stands out of order");
        assertThat(read(chunk(a, b))).hasSize(2);
        var reader = new FileChunkReader("meta/x", numbers, chunk(a, b));
        assertThatThrownBy(() -> reader.read("a")).isInstanceOf(ProblemException.class);
    }

    @Test
    void refusesPiecesThatCannotBe() {
        byte[] a = {'a'};

        assertThat(refusal(chunk(entry(a, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 9, 1, 0, 0))))
                .isEqualTo("its form is wrong: a piece of a pack that is not listed: 1");
        assertThat(refusal(chunk(entry(a, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 8, 0))))
                .isEqualTo("its form is wrong: 8 bytes of pieces for 'a' of 9");
        assertThat(refusal(chunk(entry(a, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 10, 0))))
                .isEqualTo("its form is wrong: a piece that cannot be in 'a'");
        assertThat(refusal(chunk(entry(a, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 9, 0, 0, 0))))
                .isEqualTo("its form is wrong: a piece that cannot be in 'a'");
        byte[] deep = write(file("a", pieces(9, Place.of(one, 3, 7))));
        deep[deep.length - 1] = (byte) 0x80;
        assertThat(refusal(Arrays.copyOf(deep, deep.length + 1)))
                .isEqualTo("its form is wrong: a number that is not in its shortest form");
    }

    @Test
    void takesNoMemoryForACountThatIsALie() {
        byte[] pieces = entry(new byte[] {'a'}, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127);
        assertThat(refusal(chunk(pieces)))
                .isEqualTo("its form is wrong: too many for its bytes: 2097151");
        assertThat(refusal(new byte[] {(byte) 255, 127, 0}))
                .isEqualTo("its form is wrong: too many for its bytes: 16383");
        assertThat(refusal(new byte[] {0, (byte) 255, 127}))
                .isEqualTo("its form is wrong: too many for its bytes: 16383");
    }

    @Test
    void readsAnyBytesOrRefusesThem() {
        byte[] whole =
                write(
                        file("a", pieces(9, 18, Place.of(one, 1, 2), Place.ZEROS)),
                        file("b", Pieces.NONE));
        SeededRandom.forAll(
                2_000,
                random -> {
                    byte[] changed =
                            Arrays.copyOf(whole, 1 + random.random().nextInt(whole.length));
                    changed[random.random().nextInt(changed.length)] =
                            (byte) random.random().nextInt(256);
                    try {
                        read(changed);
                    } catch (ProblemException e) {
                        assertThat(e.problem().code()).isEqualTo(VaultProblems.OBJECT_DAMAGED);
                    }
                });
        for (int length = 0; length < whole.length; length++) {
            refusal(Arrays.copyOf(whole, length));
        }
        refusal(Arrays.copyOf(whole, whole.length + 1));
    }
}
