package org.cairn.source.read;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damages good files at random: whatever comes of it is findings.
final class MutationTest {
    private static final List<String> FILES =
            List.of(
                    "cairn.yaml",
                    "sources/gvrc_files.yaml",
                    "sources/ca_on_toronto.yaml",
                    "pipelines/representatives.yaml");
    private static final List<String> PARTS =
            List.of(
                    "null",
                    "~",
                    "[]",
                    "{}",
                    "[[]]",
                    "- ",
                    ": ",
                    "'",
                    "\"",
                    "\t",
                    "&a ",
                    "*a",
                    "!!x ",
                    "\u0000",
                    "é",
                    "🦀",
                    "-1",
                    "1e999",
                    "99999999999999999999",
                    "true",
                    "${env:X}",
                    "${file:/etc/hostname}",
                    "<<: ",
                    "? ",
                    "---\n",
                    "%",
                    "|\n",
                    "any: ",
                    "each: ",
                    "set: ",
                    "\\",
                    "..",
                    "\r");

    @TempDir Path folder;

    @Test
    void noDamageCrashesTheReader() throws IOException {
        long seed = Long.getLong("seed", 20_261_107L);
        var random = new Random(seed);
        var project = TestProject.good(folder);
        for (int round = 0; round < 600; round++) {
            String file = FILES.get(random.nextInt(FILES.size()));
            byte[] good = Files.readAllBytes(folder.resolve(file));
            byte[] bad = mutated(good, random);
            project.with(file, bad);
            assertThatCode(project::lint)
                    .as(
                            "seed %d, round %d, %s:%n%s",
                            seed, round, file, new String(bad, StandardCharsets.UTF_8))
                    .doesNotThrowAnyException();
            project.with(file, good);
        }
    }

    private static byte[] mutated(byte[] good, Random random) {
        var text = new StringBuilder(new String(good, StandardCharsets.UTF_8));
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, PARTS.get(random.nextInt(PARTS.size())));
                case 2 -> text.replace(at, end, PARTS.get(random.nextInt(PARTS.size())));
                default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
