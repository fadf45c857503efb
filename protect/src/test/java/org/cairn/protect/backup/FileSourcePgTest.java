package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.backup.BackupSession;
import org.cairn.postgres.backup.ServerFacts;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.protect.backup.ChosenFiles.Server;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Changes;
import org.cairn.vault.snapshot.FileSource;
import org.cairn.vault.snapshot.SnapshotContent.ReadFrom;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where files are read is chosen by what is there, and changes nothing of what is stored.
final class FileSourcePgTest {
    private static final BackupOptions OPTIONS =
            new BackupOptions(2, 1, false, BackupLimits.NONE, "cairn test");
    private static final long MIB = 1 << 20;

    @TempDir private Path folder;
    private Vault vault;

    @BeforeEach
    void makeAVault() {
        vault = Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    private BackupResult backUp(DatabaseAddress address, BackupOptions options, EventSink events) {
        return new BackupTaker(
                        new Database(address, "cairn backup"),
                        vault.snapshots(),
                        _ -> {},
                        Steps.NONE)
                .take(options, events);
    }

    private BackupResult backUp(OwnServer server, SourceChoice source) {
        return backUp(server.address(), OPTIONS.from(source), EventSink.NONE);
    }

    private OwnServer start(int major) throws Exception {
        OwnServer server =
                OwnServer.start(
                        major,
                        folder,
                        major >= 17
                                ? Map.of("autovacuum", "off", "summarize_wal", "on")
                                : Map.of("autovacuum", "off"));
        server.run(
                "CREATE TABLE t AS SELECT i, repeat(md5(i::text), 20) AS x"
                        + " FROM generate_series(1, 40000) i",
                "CREATE INDEX ON t (i)",
                "VACUUM (FREEZE) t",
                "CHECKPOINT");
        return server;
    }

    @ParameterizedTest
    @CsvSource({"15, LOCAL, SQL", "15, SQL, LOCAL", "18, LOCAL, SQL", "18, SQL, LOCAL"})
    void sharesWithABackupFromTheOtherSource(int major, SourceChoice first, SourceChoice second)
            throws Exception {
        try (OwnServer server = start(major)) {
            BackupResult whole = backUp(server, first);
            BackupResult same = backUp(server, second);
            server.run("UPDATE t SET x = reverse(x) WHERE i % 1000 = 7");
            BackupResult little = backUp(server, second);
            BackupResult all =
                    backUp(server.address(), OPTIONS.from(second).readingAll(), EventSink.NONE);

            assertThat(whole.logicalBytes()).isGreaterThan(40 * MIB);
            assertThat(same.snapshot().content().changes())
                    .isEqualTo(major >= 17 ? Changes.SUMMARIES : Changes.LSN);
            assertThat(same.storedBytes()).isLessThan(MIB / 4);
            assertThat(little.storedBytes()).isBetween(1L, MIB);
            if (major >= 17) {
                assertThat(little.readBytes()).isLessThan(little.logicalBytes() / 10);
            }
            assertThat(all.storedBytes()).isLessThan(all.logicalBytes() / 4);
            vault.snapshots()
                    .list()
                    .forEach(snapshot ->
                            assertThat(vault.snapshots().verify(snapshot).findings()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aTableThatIsDroppedMeanwhileIsNotMissed(int major) throws Exception {
        try (OwnServer server = start(major)) {
            DatabaseAddress user = BackupRole.make(server);
            String dropped = server.ask("SELECT pg_relation_filepath('t')");
            EventSink dropping =
                    event -> {
                        if (event.equals(new RunEvent.StageBegun("read server"))) {
                            drop(server);
                        }
                    };

            BackupResult result = backUp(user, OPTIONS.from(SourceChoice.SQL), dropping);

            assertThat(paths(result)).doesNotContain(dropped).contains("global/pg_control");
            assertThat(vault.snapshots().verify(result.snapshot()).findings()).isEmpty();
        }
    }

    private static void drop(OwnServer server) {
        try {
            server.run("DROP TABLE t", "CHECKPOINT");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> paths(BackupResult result) {
        try (SnapshotReader reader = vault.snapshots().open(result.snapshot());
                Stream<SnapshotFile> files = reader.files()) {
            return files.map(SnapshotFile::path).toList();
        }
    }

    /// As where the server is on another machine or in a container.
    @Test
    void goesOverSqlWhereTheDirectoryIsNotThereOrThatOfACopy() throws Exception {
        try (OwnServer server = start(18);
                Connection session = server.connect()) {
            ServerFacts facts = ServerFacts.ask(session);
            Path copy = folder.resolve("copy");
            Files.createDirectories(copy.resolve("global"));
            Files.copy(
                    facts.dataDirectory().resolve("global/pg_control"),
                    copy.resolve("global/pg_control"));
            Server here = server(server, session, facts);
            Server nowhere = server(server, session, at(facts, folder.resolve("nowhere")));
            Server copied = server(server, session, at(facts, copy));
            ReadFrom local =
                    new ReadFrom(FileSource.LOCAL, "the data directory is on this machine");

            ChosenFiles there = ChosenFiles.before(SourceChoice.AUTO, here);
            ChosenFiles gone = ChosenFiles.before(SourceChoice.AUTO, nowhere);
            ChosenFiles stale = ChosenFiles.before(SourceChoice.AUTO, copied);
            ChosenFiles known;
            try (var backup = BackupSession.start(session, "cairn test")) {
                Lsn start = backup.started().start();
                assertThat(there.sure(SourceChoice.AUTO, here, start).from()).isEqualTo(local);
                known = stale.sure(SourceChoice.AUTO, copied, start);
                assertCode(
                        "data-directory-other",
                        () -> stale.sure(SourceChoice.LOCAL, copied, start));
            }

            assertThat(gone.from().source()).isEqualTo(FileSource.SQL);
            assertThat(gone.text())
                    .startsWith(
                            "files are read over SQL: cannot read the files of the server: "
                                    + folder.resolve("nowhere"));
            assertThat(stale.from()).isEqualTo(local);
            assertThat(known.from().source()).isEqualTo(FileSource.SQL);
            assertThat(known.from().reason()).contains("is not the data directory");
            assertThat(known.files().list(facts).totalBytes()).isGreaterThan(40 * MIB);
            assertCode(
                    "data-directory-unreadable",
                    () -> ChosenFiles.before(SourceChoice.LOCAL, nowhere));
        }
    }

    @Test
    void whereNeitherWayIsOpenItSaysWhatIsMissingOfBoth() throws Exception {
        try (OwnServer server = start(18)) {
            DatabaseAddress user = BackupRole.make(server);
            server.run("REVOKE EXECUTE ON FUNCTION pg_stat_file(text, boolean) FROM cairn_backup");
            var database = new Database(user, "cairn test");
            try (Connection session = database.connect()) {
                ServerFacts facts = at(ServerFacts.ask(session), folder.resolve("nowhere"));

                ProblemException e =
                        assertCode(
                                "backup-grants-missing",
                                () ->
                                        ChosenFiles.before(
                                                SourceChoice.AUTO,
                                                new Server(database, session, facts)));

                assertThat(e.problem().what())
                        .startsWith(
                                "it may not execute pg_stat_file(text, boolean); and here: cannot"
                                        + " read the files of the server: ");
                assertThat(e.problem().remedy())
                        .startsWith("Say as a superuser in the database cairn: GRANT EXECUTE ON")
                        .endsWith("as a user who may read its data directory.");
            }
        }
    }

    private static ProblemException assertCode(String code, ThrowingCallable act) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, act);
        assertThat(problem.problem().code().name()).isEqualTo(code);
        return problem;
    }

    private static Server server(OwnServer server, Connection session, ServerFacts facts) {
        return new Server(new Database(server.address(), "cairn test"), session, facts);
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
}
