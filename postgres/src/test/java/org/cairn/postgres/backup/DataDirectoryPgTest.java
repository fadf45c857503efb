package org.cairn.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.testing.OwnServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DataDirectoryPgTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void listsWhatPostgresqlsOwnBackupWouldTake(int major) throws Exception {
        Path space = Files.createDirectory(folder.resolve("space"));
        Path foreign = Files.createDirectories(space.resolve("PG_14_202107181/5"));
        Files.writeString(foreign.resolve("16384"), "another server's");
        try (var server = OwnServer.start(major, folder, Map.of());
                Connection session = server.connect();
                Statement statement = session.createStatement()) {
            makeTables(statement, space);
            Path data = server.dataDirectory();
            litter(data, space);
            ServerFacts facts = ServerFacts.ask(session);

            Listing listing = DataDirectory.open(facts).list(facts);

            Files.delete(data.resolve("backup_label"));
            List<String> paths = listing.files().stream().map(DataFile::path).toList();
            String kept = ask(statement, "SELECT pg_relation_filepath('kept')");
            String unlogged = ask(statement, "SELECT pg_relation_filepath('unlogged')");
            String temporary = ask(statement, "SELECT pg_relation_filepath('temporary')");
            assertThat(paths)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .contains(
                            kept,
                            unlogged + "_init",
                            "PG_VERSION",
                            "global/pg_control",
                            "base/5/PG_VERSION",
                            "postgresql.auto.conf",
                            "pg_wal",
                            "pg_wal/archive_status",
                            "pg_replslot",
                            "pg_notify",
                            "pg_tblspc")
                    .doesNotContain(
                            unlogged,
                            temporary,
                            "backup_label",
                            "postmaster.pid",
                            "postmaster.opts",
                            "server.key",
                            "pipe")
                    .noneMatch(path -> path.contains("PG_14"))
                    .noneMatch(path -> path.contains("pg_internal.init"))
                    .noneMatch(path -> path.startsWith("pg_replslot/"))
                    .noneMatch(path -> path.matches("pg_wal/[0-9A-F]{24}"));
            assertThat(paths.contains("pg_wal/summaries")).isEqualTo(major >= 17);
            assertThat(listing.leftOut())
                    .containsExactly(
                            "pipe is neither a file nor a directory",
                            "server.key is a link, to " + space);
            assertPages(find(listing, kept));
            assertThat(find(listing, "global/pg_control")).matches(file -> !file.pages());
            assertThat(listing.totalBytes()).isGreaterThan(10_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theControlFileSaysWhatTheServerSays(int major) throws Exception {
        try (var server = OwnServer.start(major, folder, Map.of());
                Connection session = server.connect()) {
            server.run("CHECKPOINT");
            ServerFacts facts = ServerFacts.ask(session);

            var control = ControlFile.parse(DataDirectory.open(facts).readControlFile());

            assertThat(facts.major()).isEqualTo(major);
            assertThat(facts.dataChecksums()).isTrue();
            assertThat(facts.fullPageWrites()).isTrue();
            assertThat(facts.walLevel()).isEqualTo("replica");
            assertThat(facts.isConfiguredOutside()).isFalse();
            assertThat(facts.sizes())
                    .isEqualTo(new ServerFacts.Sizes(8192, 131_072, 16 * 1024 * 1024));
            assertThat(facts.limits()).isEqualTo(new ServerFacts.RecoveryLimits(100, 8, 10, 0, 64));
            assertThat(control.systemIdentifier()).isEqualTo(facts.systemIdentifier());
            assertThat(control.catalogVersion()).isEqualTo(facts.catalogVersion());
            assertThat(control.version()).isEqualTo(major == 15 ? 1300 : 1800);
            assertThat(control.hasDataChecksums()).isTrue();
            assertThat(control.walSegmentBytes()).isEqualTo(16 * 1024 * 1024);
            assertThat(control.state()).isEqualTo(ControlFile.State.IN_PRODUCTION);
            assertThat(
                            server.ask(
                                    "SELECT checkpoint_lsn || ' ' || redo_lsn || ' ' || timeline_id"
                                            + " FROM pg_control_checkpoint()"))
                    .isEqualTo(
                            control.checkpoint() + " " + control.redo() + " " + control.timeline());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aControlFileWithAnImpossibleCheckpointIsWholeAndStartsNothing(int major) throws Exception {
        try (var server = OwnServer.start(major, folder, Map.of())) {
            server.server().stop();
            Path file = server.dataDirectory().resolve("global/pg_control");
            byte[] before = Files.readAllBytes(file);

            byte[] changed = ControlFile.parse(before).withImpossibleCheckpoint();

            Files.write(file, changed);
            assertThat(ControlFile.parse(changed).checkpoint()).hasToString("0/DEAD");
            assertThatThrownBy(() -> OwnServer.start(major, folder, Map.of()))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining(
                            major == 15
                                    ? "could not locate a valid checkpoint record"
                                    : "could not locate a valid checkpoint record at 0/DEAD");
            changed[40] ^= 1;
            assertThatThrownBy(() -> ControlFile.parse(changed))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage(
                            "the control file of the server is damaged (control-file-damaged): its"
                                    + " checksum is not that of its bytes");
        }
    }

    @Test
    void aTablespaceInsideTheDataDirectoryIsRefused() throws Exception {
        try (var server = OwnServer.start(18, folder, Map.of());
                Connection session = server.connect()) {
            Path inside = Files.createDirectory(server.dataDirectory().resolve("inside"));
            server.run("CREATE TABLESPACE s LOCATION '%s'".formatted(inside));
            ServerFacts facts = ServerFacts.ask(session);

            assertThatThrownBy(() -> DataDirectory.open(facts))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("(tablespace-inside-data): pg_tblspc/")
                    .hasMessageEndingWith(" is in " + inside.toRealPath());
        }
    }

    @Test
    void aTablespaceThatIsNotOnThisMachineIsNotLeftOut() throws Exception {
        Path space = Files.createDirectory(folder.resolve("space"));
        try (var server = OwnServer.start(18, folder, Map.of());
                Connection session = server.connect()) {
            server.run("CREATE TABLESPACE s LOCATION '%s'".formatted(space));
            ServerFacts facts = ServerFacts.ask(session);
            DataDirectory directory = DataDirectory.open(facts);
            Files.move(space, folder.resolve("elsewhere"));

            assertThatThrownBy(() -> DataDirectory.open(facts))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("(data-directory-unreadable)");
            assertThatThrownBy(() -> directory.list(facts))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("(data-directory-unreadable)");
            Files.move(folder.resolve("elsewhere"), space);
        }
    }

    @Test
    void aLinkWhereDataShouldBeIsRefused() throws Exception {
        try (var server = OwnServer.start(18, folder, Map.of());
                Connection session = server.connect()) {
            Path link = server.dataDirectory().resolve("base/77");
            Files.createSymbolicLink(link, folder);
            ServerFacts facts = ServerFacts.ask(session);
            DataDirectory directory = DataDirectory.open(facts);

            assertThatThrownBy(() -> directory.list(facts))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage(
                            "a part of the data directory is a link (data-directory-link): "
                                    + "%s points to %s"
                                            .formatted(
                                                    server.dataDirectory()
                                                            .toRealPath()
                                                            .resolve("base/77"),
                                                    folder));
        }
    }

    @Test
    void aLinkedPgWalBecomesADirectory() throws Exception {
        try (var server = OwnServer.start(18, folder, Map.of())) {
            server.server().stop();
            Path wal = server.dataDirectory().resolve("pg_wal");
            Path elsewhere = folder.resolve("wal");
            Files.move(wal, elsewhere);
            Files.createSymbolicLink(wal, elsewhere);
        }
        try (var server = OwnServer.start(18, folder, Map.of());
                Connection session = server.connect()) {
            ServerFacts facts = ServerFacts.ask(session);
            Listing listing = DataDirectory.open(facts).list(facts);

            assertThat(listing.files())
                    .filteredOn(file -> file.path().startsWith("pg_wal"))
                    .extracting(DataFile::path)
                    .containsExactly("pg_wal", "pg_wal/archive_status", "pg_wal/summaries");
            assertThat(find(listing, "pg_wal").kind()).isEqualTo(DataFile.Kind.DIRECTORY);
        }
    }

    @Test
    void theDirectoryOfAnotherServerIsRefused() throws Exception {
        try (var one = OwnServer.start(15, folder, Map.of());
                var other = OwnServer.start(18, folder, Map.of());
                Connection session = one.connect()) {
            ServerFacts facts = ServerFacts.ask(session);
            Path data = other.dataDirectory();

            assertThatThrownBy(() -> DataDirectory.open(at(facts, data)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith(
                            "%s is not the data directory of this database (data-directory-other)"
                                    .formatted(data.toRealPath()));
            assertThatThrownBy(() -> DataDirectory.open(at(facts, folder.resolve("nowhere"))))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith(
                            "cannot read the files of the server (data-directory-unreadable)");
        }
    }

    private static void makeTables(Statement statement, Path space) throws Exception {
        statement.execute("CREATE TABLESPACE s LOCATION '%s'".formatted(space));
        statement.execute("CREATE TABLE kept (a integer) TABLESPACE s");
        statement.execute("CREATE UNLOGGED TABLE unlogged (a integer)");
        statement.execute("INSERT INTO kept SELECT generate_series(1, 1000)");
        statement.execute("INSERT INTO unlogged SELECT generate_series(1, 1000)");
        statement.execute("CREATE TEMPORARY TABLE temporary AS SELECT 1 AS a");
        statement.execute("CHECKPOINT");
    }

    /// What no backup takes.
    private static void litter(Path data, Path linked) throws Exception {
        Files.writeString(data.resolve("backup_label"), "old");
        Files.createSymbolicLink(data.resolve("server.key"), linked);
        Files.writeString(data.resolve("pg_replslot/junk"), "junk");
        assertThat(new ProcessBuilder("mkfifo", data + "/pipe").start().waitFor()).isZero();
    }

    private static void assertPages(DataFile file) {
        assertThat(file.pages()).isTrue();
        assertThat(file.sizeBytes()).isPositive();
        assertThat(file.sizeBytes() % 8192).isZero();
        assertThat(file.mode()).isEqualTo(0600);
    }

    private static ServerFacts at(ServerFacts facts, Path directory) {
        return new ServerFacts(
                facts.systemIdentifier(),
                facts.major(),
                facts.version(),
                facts.catalogVersion(),
                directory,
                facts.sizes(),
                facts.dataChecksums(),
                facts.walLevel(),
                facts.fullPageWrites(),
                facts.tablespaces(),
                facts.limits(),
                facts.configFile(),
                facts.hbaFile());
    }

    private static DataFile find(Listing listing, String path) {
        return listing.files().stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static String ask(Statement statement, String sql) throws Exception {
        try (var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
