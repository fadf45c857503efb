package org.cairn.vault.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.cairn.kernel.ProblemException;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.TestKeys;
import org.cairn.vault.frame.ContentId;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.FrameType;
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
    private static final List<TablePack> PACKS =
            List.of(
                    new TablePack(new PackId("0a".repeat(16)), 1_000_000),
                    new TablePack(new PackId("0b".repeat(16)), 70_000_000_000L));
    private static final Instant MODIFIED = Instant.parse("1969-12-31T23:59:59.999999Z");

    private static SnapshotFile file(String path, StoredFrame... frames) {
        long size = Arrays.stream(frames).mapToLong(StoredFrame::plainBytes).sum();
        return new SnapshotFile(Kind.FILE, path, size, 07777, MODIFIED, List.of(frames));
    }

    private static StoredFrame frame(int pack, long offset) {
        ContentId id = TestKeys.clear().idOf(new byte[] {(byte) offset});
        return StoredFrame.of(pack, new FrameRef(FrameType.DATA, 3, offset, 100, 200, id));
    }

    private static byte[] write(SnapshotFile... files) {
        return write(PACKS, List.of(files));
    }

    private static byte[] write(List<TablePack> packs, List<SnapshotFile> files) {
        try (var in = new FileTableInput(packs, files.iterator())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<SnapshotFile> read(byte[] table) {
        List<SnapshotFile> files = new ArrayList<>();
        try (var reader = new FileTableReader("body/x", new ByteArrayInputStream(table))) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                files.add(next.get());
            }
            assertThat(reader.next()).isEmpty();
        }
        return files;
    }

    private static String refusal(byte[] table) {
        var problem = Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> read(table));
        assertThat(problem.facts()).containsEntry("object", "body/x");
        return problem.what();
    }

    /// An entry with a path that the writer would refuse.
    private static byte[] entry(byte[] path) {
        return ByteBuffer.allocate(25 + path.length)
                .put((byte) 2)
                .putShort((short) path.length)
                .put(path)
                .putLong(0)
                .putShort((short) 0600)
                .putLong(0)
                .putInt(0)
                .array();
    }

    private static byte[] table(byte[]... entries) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(FileTableForm.header(List.of()));
        Arrays.stream(entries).forEach(out::writeBytes);
        out.writeBytes(FileTableForm.end(entries.length));
        return out.toByteArray();
    }

    @Test
    void givesBackWhatWasWritten() {
        SnapshotFile[] files = {
            new SnapshotFile(Kind.DIRECTORY, "a", 0, 0700, MODIFIED, List.of()),
            file("a/b", frame(0, 44), StoredFrame.zero(1 << 20), frame(1, 60_000_000_000L)),
            file("a/c"),
            file("é日𝒞")
        };

        assertThat(read(write(files))).containsExactly(files);
        assertThat(read(write())).isEmpty();
    }

    @Test
    void givesBackRandomTables() {
        SeededRandom.forAll(
                50,
                random -> {
                    List<SnapshotFile> files = new ArrayList<>();
                    int count = random.random().nextInt(30);
                    for (int i = 0; i < count; i++) {
                        List<StoredFrame> frames = new ArrayList<>();
                        for (int f = random.random().nextInt(2_500); f > 0; f--) {
                            frames.add(frame(f % 2, 44 + f));
                        }
                        files.add(file("f" + i, frames.toArray(StoredFrame[]::new)));
                    }
                    files.sort(Comparator.comparing(SnapshotFile::path));

                    assertThat(read(write(PACKS, files))).isEqualTo(files);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", ".", "a/.", "a\0b"})
    void refusesAPathThatLeadsElsewhere(String path) {
        assertThat(refusal(table(entry(path.getBytes(UTF_8))))).startsWith("its form is wrong");
        assertThatThrownBy(() -> file(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAPathThatIsNotText() {
        for (byte[] path :
                List.of(new byte[] {'a', (byte) 0xFF}, new byte[] {(byte) 0xC0, (byte) 0xAF})) {
            assertThat(refusal(table(entry(path))))
                    .isEqualTo("its form is wrong: a path is not UTF-8");
        }
        assertThatThrownBy(() -> file("a\uD800")).hasMessageContaining("not UTF-8");
        assertThat(refusal(table(entry("a".repeat(4097).getBytes(UTF_8)))))
                .isEqualTo("its form is wrong: a path of 4097 bytes");
    }

    @Test
    void refusesAPathThatComesTwiceOrOutOfOrder() {
        byte[] a = entry("a".getBytes(UTF_8));
        byte[] b = entry("b".getBytes(UTF_8));

        assertThat(refusal(table(a, a))).isEqualTo("its form is wrong: 'a' stands out of order");
        assertThat(refusal(table(b, a))).isEqualTo("its form is wrong: 'a' stands out of order");
        assertThat(read(table(a, b))).hasSize(2);
    }

    @Test
    void refusesFramesThatCannotBe() {
        byte[] outside = write(List.of(PACKS.getFirst()), List.of(file("a", frame(1, 44))));
        byte[] behind = write(file("a", frame(0, 999_900)));

        assertThat(refusal(outside))
                .isEqualTo("its form is wrong: a frame of a pack that is not listed: 1");
        assertThat(refusal(behind))
                .isEqualTo("its form is wrong: a frame behind the end of its pack");
        byte[] short1 = write(file("a", frame(0, 44)));
        short1[12 + 2 * 24 + 4 + 7] ^= 1;
        assertThat(refusal(short1))
                .isEqualTo("its form is wrong: 1 frames of 200 bytes for 'a' of 201");
    }

    @Test
    void takesNoMemoryForACountThatIsALie() {
        byte[] lie = entry("a".getBytes(UTF_8));
        ByteBuffer.wrap(lie).putInt(lie.length - 4, SnapshotFile.MAX_FRAMES);
        assertThat(refusal(table(lie)))
                .isEqualTo("its form is wrong: a frame of a pack that is not listed: 0");
        ByteBuffer.wrap(lie).putInt(lie.length - 4, Integer.MAX_VALUE);
        assertThat(refusal(table(lie))).isEqualTo("its form is wrong: a file of too many frames");
        byte[] packs = FileTableForm.header(List.of());
        ByteBuffer.wrap(packs).putInt(8, FileTableForm.MAX_PACKS);
        assertThat(refusal(packs)).isEqualTo("its form is wrong: it ends too early");
        ByteBuffer.wrap(packs).putInt(8, -1);
        assertThat(refusal(packs)).isEqualTo("its form is wrong: a table of too many packs");
    }

    @Test
    void readsAnyBytesOrRefusesThem() {
        byte[] whole = write(file("a", frame(0, 44), StoredFrame.zero(9)), file("b"));
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
