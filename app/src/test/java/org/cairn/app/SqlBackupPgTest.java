package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.kernel.Secret;
import org.cairn.kernel.Steps;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.postgres.testing.TestServer;
import org.cairn.protect.plan.RestoreTarget;
import org.cairn.protect.restore.MakePlan;
import org.cairn.vault.snapshot.FileSource;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotContent.ReadFrom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The user of the guide, who is no superuser, takes a backup with its WAL, and it restores.
final class SqlBackupPgTest {
    private static final String FENCE = "```sql\n";
    private static final Map<String, String> SETTINGS = Map.of("wal_keep_size", "256MB");

    @TempDir private Path folder;

    private void openFolder() throws Exception {
        // The server may run as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String[] guide() throws Exception {
        String page =
                Files.readString(
                        Path.of(
                                System.getProperty("cairn.root"),
                                "docs/guide/backups-over-sql.md"));
        int from = page.indexOf(FENCE) + FENCE.length();
        return page.substring(from, page.indexOf("```", from)).split(";\n");
    }

    private static DatabaseAddress user(OwnServer server) {
        return new DatabaseAddress(
                server.address().url(), "cairn_backup", new Secret("choose your own"));
    }

    private ProjectFixture project(OwnServer server) throws Exception {
        Path root = folder.resolve("project");
        var project = ProjectFixture.in(root).connectTo(user(server));
        return project.file(
                "cairn.yaml",
                Files.readString(root.resolve("cairn.yaml"))
                                .replace(
                                        "}\"}", "}\", bindir: \"" + server.programs().bin() + "\"}")
                        + "protect: {backup: {source: sql}}\n");
    }

    private Wiring wiring(ProjectFixture project) {
        return new Wiring(
                project.root(),
                TestServer.runtimeDirectory().resolve(".."),
                EventSink.NONE,
                Steps.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aUserWithTheGrantsOfTheGuideTakesABackupThatRestores(int major) throws Exception {
        openFolder();
        try (var server = OwnServer.start(major, folder, SETTINGS)) {
            server.run(guide());
            server.run("CREATE TABLE t AS SELECT generate_series(1, 10000) AS a");
            ProjectFixture project = project(server);

            Snapshot snapshot = wiring(project).takeBackup().take().snapshot();
            server.run("INSERT INTO t VALUES (-1)");

            assertThat(server.ask("SELECT rolsuper FROM pg_roles WHERE rolname = 'cairn_backup'"))
                    .isEqualTo("f");
            assertThat(snapshot.figures().readFrom())
                    .contains(new ReadFrom(FileSource.SQL, "that was asked for"));
            Wiring wiring = wiring(project);
            MakePlan.Made made =
                    wiring.planRestore(null).plan(MakePlan.Order.to(RestoreTarget.parse("latest")));
            Path data = folder.resolve("again");
            ExecuteRestore.Report report =
                    wiring.executeRestore(null, made)
                            .restore(made, data, ExecuteRestore.Afterwards.RUN);
            try {
                assertThat(
                                OwnServer.ask(
                                        ExecuteRestore.at(server.address(), report.port()),
                                        "SELECT count(*) || ' ' || min(a) FROM t"))
                        .isEqualTo("10001 -1");
            } finally {
                wiring.controlCopy(data).stop();
            }
        }
    }

    @Test
    void whatIsMissingIsNamedWithTheStatementThatGrantsIt() throws Exception {
        openFolder();
        try (var server = OwnServer.start(18, folder, SETTINGS)) {
            server.run(guide());
            ProjectFixture project = project(server);
            server.run("REVOKE pg_read_all_settings FROM cairn_backup");

            assertThat(problem(project).remedy())
                    .isEqualTo(
                            "Say as a superuser in the database cairn: GRANT pg_read_all_settings TO"
                                    + " cairn_backup;");
            server.run(
                    "GRANT pg_read_all_settings TO cairn_backup",
                    "REVOKE EXECUTE ON FUNCTION pg_stat_file(text, boolean) FROM cairn_backup");

            Problem files = problem(project);
            assertThat(files.code().name()).isEqualTo("backup-grants-missing");
            assertThat(files.headline())
                    .isEqualTo("the database user cairn_backup may not do what a backup needs");
            assertThat(files.what()).isEqualTo("it may not execute pg_stat_file(text, boolean)");
            assertThat(files.remedy())
                    .isEqualTo(
                            "Say as a superuser in the database cairn: GRANT EXECUTE ON FUNCTION"
                                    + " pg_stat_file(text, boolean) TO cairn_backup;");
            server.run(
                    "GRANT EXECUTE ON FUNCTION pg_stat_file(text, boolean) TO cairn_backup",
                    "ALTER ROLE cairn_backup NOREPLICATION");

            Problem wal = problem(project);
            assertThat(wal.code().name()).isEqualTo("replication-refused");
            assertThat(wal.remedy()).containsPattern("ALTER ROLE \"?cairn_backup\"? REPLICATION");
            assertThat(project.vault().snapshots().survey().snapshots()).isEmpty();
        }
    }

    private Problem problem(ProjectFixture project) {
        return ProjectFixture.problemOf(() -> wiring(project).takeBackup().take());
    }
}
