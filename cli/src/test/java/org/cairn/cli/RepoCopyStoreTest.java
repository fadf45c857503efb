package org.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.testkit.s3.S3Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `repo replicate`, `repo scrub` and `repo export` of a vault without backups.
final class RepoCopyStoreTest {
    @TempDir private Path folder;
    private CliSession project;
    private Path copy;

    @BeforeEach
    void make() {
        project = new CliSession(folder.resolve("project"));
        copy = folder.resolve("copy");
        project.write("cairn.yaml", "version: 1\nproject: p\n");
        assertThat(project.cairn("repo", "init").exit()).isZero();
    }

    private Path slot() {
        try (Stream<Path> files = Files.walk(folder.resolve("project/.cairn/vault/keys"))) {
            return files.filter(Files::isRegularFile)
                    .filter(RepoCopyStoreTest::isOfRecovery)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfRecovery(Path slot) {
        try {
            return Files.readString(slot).contains("\"kind\":\"recovery\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void copiesSaysSoAndOpensTheCopy() {
        var rehearsed = project.cairn("repo", "replicate", "--to", copy.toString(), "--dry-run");
        assertThat(rehearsed.exit()).as(rehearsed.err()).isZero();
        assertThat(rehearsed.out()).contains("missing   3 objects").contains("nothing was written");
        assertThat(copy).doesNotExist();

        var copied = project.cairn("repo", "replicate", "--to", copy.toString());

        assertThat(copied.exit()).as(copied.err()).isZero();
        assertThat(copied.out())
                .startsWith("copy      " + copy)
                .contains("copied    3 objects, ")
                .contains("checked   3 objects and 0 backups of the copy, by names and lengths");
        assertThat(copied.last()).isEqualTo("the copy has all of it");
        String key = folder.resolve("project/.cairn/vault.key").toString();
        assertThat(
                        CliSession.run(
                                        List.of(
                                                "repo",
                                                "check",
                                                "--vault",
                                                copy.toString(),
                                                "--key-file",
                                                key))
                                .last())
                .isEqualTo("all of it is whole");
    }

    @Test
    void copiesToTheDeclaredPlacesEachWithItsOwnKeys() {
        try (var server = S3Server.inMemory()) {
            project.write("access", S3Server.ACCESS_KEY).write("secret", S3Server.SECRET_KEY);
            project.write(
                    "cairn.yaml",
                    """
                    version: 1
                    project: p
                    vault:
                      copies:
                        - location: file:../copy
                        - location: s3://%s/second
                          endpoint: %s
                          access_key: ${file:access}
                          secret_key: ${file:secret}
                    """
                            .formatted(S3Server.BUCKET, server.endpoint()));

            var ended = project.cairn("repo", "replicate", "--json");

            assertThat(ended.exit()).as(ended.err()).isZero();
            assertThat(ended.last())
                    .startsWith(
                            "{\"type\":\"end\",\"exit\":0,\"dry_run\":false,\"copies\":[{\"to\":\"")
                    .contains("{\"to\":\"s3://cairn-vault/second at " + server.endpoint())
                    .contains("\"objects_copied\":3")
                    .contains("\"objects_checked\":3,\"backups_checked\":0,\"lacking\":[]")
                    .doesNotContain(S3Server.SECRET_KEY);
            assertThat(copy.resolve("repo.json")).exists();
        }
    }

    @Test
    void asksForAPlace() {
        var ended = project.cairn("repo", "replicate");

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).contains("no place for the copy was named");
    }

    @Test
    void namesDamageAndEndsLikeCheck() throws IOException {
        Path slot = slot();
        flip(slot);

        var copied = project.cairn("repo", "replicate", "--to", copy.toString());
        var scrubbed = project.cairn("repo", "scrub", "--all");

        String name = folder.resolve("project/.cairn/vault").relativize(slot).toString();
        assertThat(copied.exit()).isEqualTo(20);
        assertThat(copied.out()).contains("damaged: " + name + ": its seal does not fit its bytes");
        assertThat(scrubbed.exit()).isEqualTo(20);
        assertThat(scrubbed.out()).contains("damaged: " + name);
        assertThat(scrubbed.last())
                .isEqualTo("put the named objects back from a copy of the vault");
    }

    @Test
    void scrubsAShareAndRemembersWhereItWas() throws IOException {
        var first = project.cairn("repo", "scrub", "--share", "1/3", "--json");
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.last()).contains("\"round_complete\":false");
        String rest = "";
        for (int i = 0; i < 3 && !rest.contains("is complete"); i++) {
            rest = project.cairn("repo", "scrub", "--share", "1/3", "--no-key").out();
        }
        assertThat(rest).contains("is complete");

        project.cairn("repo", "scrub", "--share", "1/3");
        try (Stream<Path> cursors = Files.list(folder.resolve("project/.cairn/scrub"))) {
            Files.writeString(cursors.findFirst().orElseThrow(), "torn");
        }
        assertThat(project.cairn("repo", "scrub", "--share", "1/3").exit()).isZero();
        assertThat(project.cairn("repo", "scrub", "--share", "half").exit()).isEqualTo(2);
    }

    @Test
    void exportsTheDocumentsOfAVaultWithoutBackups() {
        var ended = project.cairn("repo", "export", "--to", folder.resolve("out").toString());

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("backup     none: the vault has no backup");
        assertThat(folder.resolve("out/README.txt")).exists();
        assertThat(folder.resolve("out/SHA256SUMS")).exists();
        assertThat(folder.resolve(".out.unfinished")).doesNotExist();

        var again = project.cairn("repo", "export", "--to", folder.resolve("out").toString());
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err()).contains("(export-folder-in-use)");
    }
}
