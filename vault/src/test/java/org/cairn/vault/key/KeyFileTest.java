package org.cairn.vault.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import org.cairn.kernel.Tasks;
import org.cairn.vault.TestAccess;
import org.cairn.vault.problem.KeyProblems;
import org.cairn.vault.problem.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {
    private static final Entropy RANDOM = new SecureRandom()::nextBytes;

    @TempDir private Path folder;

    private String text(Path file) {
        return new String(KeyFile.readOrCreate(file, RANDOM).text());
    }

    @Test
    void makesAFileThatOnlyItsOwnerReads() throws IOException {
        Path file = folder.resolve("new/vault.key");

        String made = text(file);

        assertThat(Files.readString(file)).isEqualTo(made + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(text(file)).isEqualTo(made);
        try (var files = Files.list(folder.resolve("new"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void givesManyMakersOneKey() {
        Path file = folder.resolve("vault.key");

        List<String> made = Tasks.map(IntStream.range(0, 8).boxed().toList(), _ -> text(file));

        assertThat(made).containsOnly(made.getFirst());
    }

    @Test
    void saysWhatIsWrongWithAFileAndNothingOfWhatIsInIt() throws IOException {
        Path none = folder.resolve("none");
        Path other = Files.writeString(folder.resolve("other"), "hunter2");
        Path typo =
                Files.writeString(folder.resolve("typo"), TestAccess.KEY.replace("6CT0", "6CV0"));
        Path large = Files.write(folder.resolve("large"), new byte[5_000]);

        for (var expected :
                List.of(
                        new String[] {none.toString(), "there is no such file"},
                        new String[] {other.toString(), "it does not begin with CAIRN-KEY-1-"},
                        new String[] {
                            typo.toString(), "its check digits do not fit: a character is wrong"
                        },
                        new String[] {large.toString(), "it is too long for a key"})) {
            var problem =
                    Problems.raisedBy(
                            KeyProblems.UNREADABLE,
                            () -> KeyFile.read(Path.of(expected[0]), SecretKind.FILE));
            assertThat(problem.what()).isEqualTo(expected[1]);
        }
    }
}
