package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.cairn.postgres.server.RestoredServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A copy has nothing that leads back to its original, however that was configured.
final class CopiedPgTest {
    private static final String LAST_IN_THE_FILES =
            """
            SELECT string_agg(name || '=' || setting, ' ' ORDER BY name)
              FROM (SELECT DISTINCT ON (name) name, setting FROM pg_file_settings
                     WHERE name IN ('archive_mode', 'primary_conninfo',
                                    'max_logical_replication_workers')
                     ORDER BY name, seqno DESC)
            """;

    @TempDir private Path folder;

    @BeforeEach
    void letOtherUsersIn() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void whatTheOriginalOnceRecoveredWithDoesNothingToTheCopy() throws Exception {
        Path ran = folder.resolve("ran");
        try (var server = ProtectedServer.start(folder, 18, Map.of())) {
            server.run(
                    "ALTER SYSTEM SET restore_command = 'touch " + ran + "; false'",
                    "ALTER SYSTEM SET archive_cleanup_command = 'touch " + ran + "'",
                    "ALTER SYSTEM SET recovery_end_command = 'touch " + ran + "'",
                    "ALTER SYSTEM SET recovery_min_apply_delay = '1h'",
                    "ALTER SYSTEM SET recovery_target_time = '2020-01-01 00:00:00+00'",
                    "ALTER SYSTEM SET recovery_target_action = 'shutdown'",
                    "ALTER SYSTEM SET primary_conninfo = 'host=/nowhere'",
                    "CREATE TABLE t AS SELECT 1 AS a");
            Files.writeString(
                    server.data().resolve("postgresql.conf"),
                    """

                    Data_Directory = '%1$s'
                      hba_file='%1$s/pg_hba.conf'
                    external_pid_file '%2$s'
                    """
                            .formatted(server.data(), folder.resolve("pid")),
                    StandardOpenOption.APPEND);
            server.backUp();
            server.run("INSERT INTO t VALUES (2)");
            String xid = server.ask("INSERT INTO t VALUES (3) RETURNING pg_current_xact_id()");
            server.run("INSERT INTO t VALUES (4)");
            server.awaitShipped();
            Path into = folder.resolve("copy");

            Restorer.Restored restored = server.restore("xid:" + xid, into);

            try (var running = restored.server()) {
                var copy = new Copy(server.address(running.port()), into);
                assertThat(copy.ask("SELECT string_agg(a::text, ' ' ORDER BY a) FROM t"))
                        .isEqualTo("1 2 3");
                assertThat(copy.ask("SHOW data_directory")).isEqualTo(into.toString());
                assertThat(copy.ask("SHOW hba_file")).isEqualTo(into + "/pg_hba.conf");
                assertThat(copy.ask("SHOW external_pid_file")).isEmpty();
                assertThat(copy.ask("SHOW primary_conninfo")).isEmpty();
            }
            assertThat(ran).doesNotExist();
            assertThat(folder.resolve("pid")).doesNotExist();
            assertThat(server.ask("SELECT count(*) FROM t")).as("the original").isEqualTo("4");
        }
    }

    @Test
    void whatItsConfigurationIncludesDoesNotLeadItBackEither() throws Exception {
        try (var server = ProtectedServer.start(folder, 18, Map.of())) {
            Path outside = Files.writeString(folder.resolve("outside.conf"), "work_mem = '7MB'\n");
            Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rw-rw-rw-"));
            Path parts = Files.createDirectory(server.data().resolve("conf.d"));
            Files.writeString(
                    parts.resolve("10-original.conf"),
                    """
                    data_directory = '%1$s'
                    hba_file = '%1$s/pg_hba.conf'
                    archive_mode = on
                    archive_command = 'touch %2$s'
                    primary_conninfo = 'host=/nowhere'
                    recovery_target_time = '2020-01-01 00:00:00+00'
                    maintenance_work_mem = '77MB'
                    Include_If_Exists deeper/still
                    """
                            .formatted(server.data(), folder.resolve("ran")));
            Files.createDirectory(parts.resolve("deeper"));
            Files.writeString(
                    parts.resolve("deeper/still"),
                    "external_pid_file = '%s'\n".formatted(folder.resolve("pid")));
            Files.writeString(
                    server.data().resolve("postgresql.conf"),
                    "include_dir 'conf.d'\ninclude '" + outside + "'\n",
                    StandardOpenOption.APPEND);
            server.run("CREATE TABLE t AS SELECT 1 AS a");
            server.backUp();
            String xid = server.ask("INSERT INTO t VALUES (2) RETURNING pg_current_xact_id()");
            server.run("INSERT INTO t VALUES (3)");
            server.awaitShipped();
            Path into = folder.resolve("copy");

            server.restore("xid:" + xid, into).server().stop();

            isSafeWhenStartedByHand(server, into);
        }
    }

    /// Starts it once more, with nothing on the command line that has to do with it.
    private void isSafeWhenStartedByHand(ProtectedServer server, Path into) {
        Path log = folder.resolve("again.log");
        try (var again = RestoredServer.on(into, server.programs(), log)) {
            again.start(Map.of());
            again.awaitQueries(Duration.ofMinutes(1), _ -> {});
            var copy = new Copy(server.address(again.port()), into);
            assertThat(copy.ask("SELECT string_agg(a::text, ' ' ORDER BY a) FROM t"))
                    .isEqualTo("1 2");
            assertThat(copy.ask("SHOW data_directory")).isEqualTo(into.toString());
            assertThat(copy.ask("SHOW hba_file")).isEqualTo(into + "/pg_hba.conf");
            assertThat(copy.ask("SHOW external_pid_file")).isEmpty();
            assertThat(copy.ask("SHOW recovery_target_time")).isEmpty();
            assertThat(copy.ask("SHOW maintenance_work_mem")).isEqualTo("77MB");
            assertThat(copy.ask("SHOW work_mem")).as("of the original").isEqualTo("4MB");
            assertThat(copy.ask(LAST_IN_THE_FILES))
                    .as("what the files alone say")
                    .isEqualTo(
                            "archive_mode=off max_logical_replication_workers=0 primary_conninfo=");
        }
    }
}
