package org.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.cli.CliSession.Ended;
import org.cairn.postgres.testing.OwnServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// WAL that somebody took out of the vault is missed by every command that looks.
final class MissingWalPgTest {
    @TempDir private Path folder;

    private Path vault() {
        return folder.resolve("project/.cairn/vault");
    }

    private CliSession session(OwnServer server) {
        return new CliSession(folder.resolve("project"))
                .write("secret", server.address().password().reveal())
                .write(
                        "cairn.yaml",
                        """
                        version: 1
                        project: council
                        database: {url: "%s", user: %s, password: "${file:secret}"}
                        """
                                .formatted(server.address().url(), server.address().user()));
    }

    /// Asks the vault alone: with the project, what is missing would be received again.
    private Ended bare(String... command) {
        var arguments = new java.util.ArrayList<>(List.of(command));
        arguments.addAll(List.of("--vault", vault().toString()));
        arguments.addAll(List.of("--key-file", vault().resolveSibling("vault.key").toString()));
        return CliSession.run(arguments);
    }

    private List<Path> objects(boolean fragments) throws IOException {
        try (Stream<Path> tree = Files.walk(vault().resolve("wal"))) {
            return tree.filter(Files::isRegularFile)
                    .filter(file ->
                            file.getFileName().toString().matches("[0-9a-f]{16}-[0-9a-f]{16}"))
                    .filter(file -> file.toString().contains("/frag/") == fragments)
                    .sorted()
                    .toList();
        }
    }

    private static String lsn(String hex) {
        long at = Long.parseLong(hex, 16);
        return "%X/%X".formatted(at >>> 32, at & 0xFFFFFFFFL);
    }

    private static String said(Path object) {
        String[] ends = object.getFileName().toString().split("-");
        return "%s to %s on timeline 1".formatted(lsn(ends[0]), lsn(ends[1]));
    }

    @Test
    void aSegmentAndAFragmentThatWereTakenAwayAreNamed() throws Exception {
        // The server may run as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (var server = OwnServer.start(18, folder, Map.of("wal_keep_size", "256MB"))) {
            CliSession session = session(server);
            assertThat(session.cairn("backup").exit()).isZero();
            for (int i = 0; i < 4; i++) {
                server.run("CREATE TABLE t%d AS SELECT 1 AS a".formatted(i));
                server.run("SELECT pg_switch_wal()");
            }
            for (int i = 4; i < 8; i++) {
                server.run("CREATE TABLE t%d AS SELECT 1 AS a".formatted(i));
                assertThat(session.cairn("restore", "plan", "--to", "latest").exit()).isZero();
            }
            String last = server.ask("SELECT pg_current_xact_id()");

            assertThat(bare("repo", "check").exit()).isZero();
            assertThat(bare("backup", "verify").exit()).isZero();
            assertThat(bare("restore", "plan", "--to", "latest").out()).doesNotContain("warning");

            List<Path> fragments = objects(true);
            assertThat(fragments).as("fragments").hasSizeGreaterThan(2);
            isMissed(fragments.get(fragments.size() - 2), last);
            List<Path> segments = objects(false);
            assertThat(segments).as("segments").hasSizeGreaterThan(3);
            isMissed(segments.get(segments.size() - 2), last);
            theDamagedBackupIsNamed(session);
        }
    }

    private void isMissed(Path object, String xid) throws IOException {
        Path away = folder.resolve("away");
        Files.move(object, away);

        Ended check = bare("repo", "check");
        assertThat(check.exit()).as(check.out()).isEqualTo(20);
        assertThat(check.out()).contains("missing: the WAL " + said(object));
        Ended json = bare("repo", "check", "--json");
        assertThat(json.exit()).isEqualTo(20);
        assertThat(JsonLine.object(json.last()))
                .containsEntry("missing_wal", List.of(said(object)));

        Ended verify = bare("backup", "verify");
        assertThat(verify.exit()).as(verify.out()).isEqualTo(20);
        assertThat(verify.out())
                .contains("missing: the WAL " + said(object))
                .doesNotContain("all of it is whole");

        String begin = said(object).replaceAll(" .*", "");
        Ended plan = bare("restore", "plan", "--to", "latest");
        assertThat(plan.exit()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("to " + begin, "lies behind a gap");
        Ended beyond = bare("restore", "plan", "--to", "xid:" + xid);
        assertThat(beyond.exit()).isEqualTo(21);
        assertThat(beyond.err()).contains("to " + begin);
        Path into = folder.resolve("into");
        Ended run = bare("restore", "run", "--to", "xid:" + xid, "--into", into.toString());
        assertThat(run.exit()).isEqualTo(21);
        assertThat(run.err()).contains("to " + begin);
        assertThat(into).doesNotExist();

        Files.move(away, object);
        assertThat(bare("repo", "check").exit()).isZero();
    }

    /// The newest backup that can be read is not meant by who names none.
    private void theDamagedBackupIsNamed(CliSession session) throws IOException {
        Path first = snapshots().getFirst();
        assertThat(session.cairn("backup").exit()).isZero();
        List<Path> newest = new java.util.ArrayList<>(snapshots());
        newest.remove(first);
        for (Path broken : List.of(newest.getFirst(), first)) {
            byte[] bytes = Files.readAllBytes(broken);
            bytes[bytes.length / 2] ^= 1;
            Files.write(broken, bytes);
            String name = vault().relativize(broken).toString();

            Ended verify = bare("backup", "verify");
            assertThat(verify.exit()).isEqualTo(20);
            assertThat(verify.err()).contains("snap/");
            Ended check = bare("repo", "check");
            assertThat(check.exit()).isEqualTo(20);
            assertThat(check.out()).contains("damaged: " + name);
        }
        Ended plan = bare("restore", "plan", "--to", "latest");
        assertThat(plan.exit()).isEqualTo(20);
        assertThat(plan.err()).contains("snap/", "is damaged");
    }

    private List<Path> snapshots() throws IOException {
        try (Stream<Path> tree = Files.walk(vault().resolve("snap"))) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
