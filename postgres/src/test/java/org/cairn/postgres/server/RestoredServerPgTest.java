package org.cairn.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.Database;
import org.cairn.postgres.backup.BackupSession;
import org.cairn.postgres.backup.HandBackup;
import org.cairn.postgres.testing.OwnServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RestoredServerPgTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir private Path folder;
    private Path data;
    private Path wal;

    @BeforeEach
    void choosePlacesWithCharactersThatAShellWouldMind() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("a $(false) \"b\" c"));
        data = Files.createDirectory(odd.resolve("data"));
        wal = odd.resolve("wal");
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void recoversFromAnArchiveAndIsOpenToAll(int major) throws Exception {
        var seen = new ArrayList<Lsn>();
        try (var origin = OwnServer.start(major, folder, Map.of());
                var server = server(major)) {
            origin.run("CREATE TABLE t (a integer)");
            BackupSession.Stopped stopped =
                    HandBackup.take(
                            origin,
                            data,
                            wal,
                            () -> origin.run("INSERT INTO t SELECT generate_series(1, 1000)"));
            Files.createFile(data.resolve("recovery.signal"));
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
            server.own(data);

            server.start(recovery());
            server.awaitPromoted(LIMIT, seen::add);

            assertThat(server.port()).isNotEqualTo(origin.port());
            assertThat(
                            OwnServer.ask(
                                    origin.address("cairn", server.port()), "SELECT sum(a) FROM t"))
                    .isEqualTo("500500");
            assertThat(
                            OwnServer.ask(
                                    origin.address("cairn", server.port()),
                                    "SELECT current_setting('unix_socket_directories')"
                                            + " || current_setting('listen_addresses')"
                                            + " || current_setting('archive_mode')"))
                    .isEqualTo("127.0.0.1off");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
            assertThat(seen).allMatch(position -> position.compareTo(stopped.stop()) <= 0);
            server.stop();
            assertThat(Postmaster.orphans(data)).isEmpty();
            assertThat(data.resolve("postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void aServerThatStaysInRecoveryAnswersQueriesAndIsNoPlaceForABackup() throws Exception {
        var seen = new ArrayList<Lsn>();
        try (var origin = OwnServer.start(18, folder, Map.of());
                var server = server(18)) {
            BackupSession.Stopped stopped = HandBackup.take(origin, data, wal, () -> {});
            Files.createFile(data.resolve("standby.signal"));

            server.start(recovery());
            server.awaitQueries(LIMIT, _ -> {});

            try (Connection connection =
                    new Database(origin.address("cairn", server.port()), "test").connect()) {
                assertThatThrownBy(() -> BackupSession.start(connection, "no"))
                        .isInstanceOf(ProblemException.class)
                        .hasMessage(
                                "this server is a standby (backup-on-standby): a backup begins with"
                                        + " a checkpoint, and only a primary server makes one");
            }
            assertThatThrownBy(() -> server.awaitPromoted(Duration.ofMillis(300), seen::add))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith(
                            "the restored server did not become ready (restored-server-failed): it"
                                    + " still runs; the last lines of its log: ");
            assertThat(seen).hasSize(1);
            assertThat(seen.getFirst().bytes() % (16 << 20)).isZero();
            assertThat(seen.getFirst()).isGreaterThan(stopped.stop());
        }
    }

    @Test
    void aServerThatMissesItsWalShowsItsLastLines() throws Exception {
        try (var origin = OwnServer.start(18, folder, Map.of());
                var server = server(18)) {
            HandBackup.take(origin, data, wal, () -> {});
            Files.createFile(data.resolve("recovery.signal"));

            server.start(Map.of("restore_command", "false"));

            assertThatThrownBy(() -> server.awaitPromoted(LIMIT, _ -> {}))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith(
                            "the restored server did not become ready (restored-server-failed): it"
                                    + " ended with exit code 1; the last lines of its log: ")
                    .hasMessageContaining("FATAL:  could not locate required checkpoint record");
            assertThat(server.lastLines()).isNotEmpty();
            server.stop();
            server.stop();
        }
    }

    @Test
    void programsAreFoundByTheirVersion() {
        Path runtime = folder.resolve("runtime");
        Path bin15 = OwnServer.programs(15).bin();

        ServerPrograms found = ServerPrograms.find(15, bin15, runtime, _ -> {});

        assertThat(found.version()).startsWith("15.");
        assertThat(found.program("postgres")).isExecutable();
        assertThatThrownBy(() -> ServerPrograms.find(16, bin15, runtime, _ -> {}))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "no programs of PostgreSQL 16 on this machine (programs-missing): looked in "
                                + bin15);
        assertThatThrownBy(() -> ServerPrograms.find(9, null, runtime, _ -> {}))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("looked in /usr/lib/postgresql/9/bin, ");
    }

    private RestoredServer server(int major) {
        Path log = Objects.requireNonNull(data.getParent()).resolve("restored.log");
        return RestoredServer.on(data, OwnServer.programs(major), log);
    }

    private Map<String, String> recovery() {
        String place = wal.toString().replaceAll("[\"$]", "\\\\$0");
        return Map.of(
                "restore_command",
                "cp \"%s/%%f\" \"%%p\"".formatted(place),
                "recovery_target_action",
                "promote",
                "checkpoint_timeout",
                "1h");
    }
}
