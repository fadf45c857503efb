package org.cairn.collect.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cairn.collect.fetch.Containers.Limits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives are unpacked within bounds, and names in them are never paths.
final class ContainersTest {
    @TempDir Path folder;

    private Path zip(Charset names, String... members) throws IOException {
        Path file = folder.resolve("x.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(file), names)) {
            for (String member : members) {
                out.putNextEntry(new ZipEntry(member));
                out.write("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static List<String> texts(Path file, @Nullable String glob, Limits limits)
            throws IOException {
        return new Containers(limits)
                .each(
                        file,
                        glob,
                        member -> {
                            try (InputStream in = member.opener().open()) {
                                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                                return member.member() + " " + member.fileName() + " " + text;
                            }
                        });
    }

    @Test
    void membersComeInTheOrderOfTheirNames() throws IOException {
        Path file =
                zip(
                        StandardCharsets.UTF_8,
                        "b/two.csv",
                        "../../../etc/one.csv",
                        "__MACOSX/._one.csv",
                        "read.me",
                        "dir/");

        assertThat(Containers.isContainer(file)).isTrue();
        assertThat(texts(file, "*.csv", Limits.DEFAULT))
                .containsExactly(
                        "../../../etc/one.csv one.csv a,b\n1,2\n", "b/two.csv two.csv a,b\n1,2\n");
        assertThat(texts(file, null, Limits.DEFAULT)).hasSize(3);
    }

    @Test
    void namesInShiftJisAreRead() throws IOException {
        Path file = zip(Charset.forName("windows-31j"), "議員名簿.csv");

        assertThat(texts(file, "*名簿.csv", Limits.DEFAULT)).hasSize(1);
    }

    @Test
    void saysThatNoMemberMatches() throws IOException {
        Path file = zip(StandardCharsets.UTF_8, "a.txt");

        assertThatThrownBy(() -> texts(file, "*.csv", Limits.DEFAULT))
                .hasMessageContaining("no file in x.zip is one to read");
    }

    @Test
    void aFilePackedByGzipIsOneMember() throws IOException {
        Path file = Files.write(folder.resolve("a.csv.gz"), gzip(new byte[] {'x', '\n'}));

        assertThat(texts(file, null, Limits.DEFAULT)).containsExactly("a.csv a.csv x\n");
    }

    @Test
    void whatIsCutOffOrHoldsAnArchiveIsRefused() throws IOException {
        byte[] packed = gzip(new byte[10_000]);
        Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(packed, 30));
        Path nested = Files.write(folder.resolve("nested.gz"), gzip(packed));
        Path zip = zip(StandardCharsets.UTF_8, "a.csv");
        Path half = folder.resolve("half.zip");
        Files.write(half, Arrays.copyOf(Files.readAllBytes(zip), 40));

        for (Path file : List.of(cut, nested, half)) {
            assertThatThrownBy(() -> texts(file, null, Limits.DEFAULT))
                    .hasMessageContaining("cannot be unpacked");
        }
    }

    @Test
    void whatFillsDisksIsRefused() throws IOException {
        Path bomb = Files.write(folder.resolve("bomb.gz"), gzip(new byte[1 << 20]));
        Path many = zip(StandardCharsets.UTF_8, "a", "b", "c");

        assertThatThrownBy(() -> texts(bomb, null, new Limits(9, 1 << 30, 100, 1 << 16)))
                .hasMessageContaining("more comes out of bomb.gz than is allowed");
        assertThatThrownBy(() -> texts(bomb, null, new Limits(9, 1 << 16, 10_000, 1 << 30)))
                .hasMessageContaining("more comes out of bomb.gz than is allowed");
        assertThatThrownBy(() -> texts(many, null, new Limits(2, 1 << 30, 100, 1 << 30)))
                .hasMessageContaining("more comes out of x.zip than is allowed");
    }

    @Test
    void aMemberThatIsReadAgainCountsOnce() throws IOException {
        Path file = zip(StandardCharsets.UTF_8, "a.csv");

        List<Long> lengths =
                new Containers(new Limits(9, 10, 100, 1 << 30))
                        .each(
                                file,
                                null,
                                member -> {
                                    long length = 0;
                                    for (int i = 0; i < 3; i++) {
                                        try (InputStream in = member.opener().open()) {
                                            length = in.readAllBytes().length;
                                        }
                                    }
                                    return length;
                                });

        assertThat(lengths).containsExactly(8L);
    }
}
