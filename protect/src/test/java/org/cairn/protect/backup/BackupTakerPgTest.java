package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.page.PageCheck;
import org.cairn.postgres.page.PageVerdict;
import org.cairn.postgres.server.RestoredServer;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.BadPages.BadPage;
import org.cairn.vault.snapshot.FileSource;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotContent.ReadFrom;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class BackupTakerPgTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final BackupOptions OPTIONS =
            new BackupOptions(2, 1, false, BackupLimits.NONE, "cairn test");
    private static final Map<String, String> KEEPING =
            Map.of("wal_keep_size", "2GB", "autovacuum_naptime", "1s");

    @TempDir private Path folder;
    private Vault vault;

    @BeforeEach
    void makeAVault() {
        vault = Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    /// Over SQL by the user of the guide, who may do no more.
    @ParameterizedTest
    @CsvSource({"15, LOCAL", "18, LOCAL", "15, SQL", "18, SQL"})
    void comesBackWholeWhateverHappenedMeanwhile(int major, SourceChoice source) throws Exception {
        BackupOptions options = OPTIONS.from(source);
        Path space = Files.createDirectory(folder.resolve("space"));
        Path wal = folder.resolve("wal");
        Path data = Files.createDirectories(folder.resolve("back/data"));
        try (var origin = OwnServer.start(major, folder, KEEPING);
                var restored =
                        RestoredServer.on(
                                data, origin.programs(), folder.resolve("restored.log"))) {
            origin.run("CREATE TABLESPACE elsewhere LOCATION '%s'".formatted(space));
            Database database = database(origin, source);
            BackupResult result;
            try (var _ = Workload.start(origin, "elsewhere")) {
                // The second one runs long enough for everything to happen in it.
                new BackupTaker(database, vault.snapshots(), new PgWalCopy(origin, wal), Steps.NONE)
                        .take(options, EventSink.NONE);
                Steps whenStarted =
                        step -> {
                            if (step.equals("backup.started")) {
                                insertCommitted(origin);
                            }
                        };
                result =
                        new BackupTaker(
                                        database,
                                        vault.snapshots(),
                                        new PgWalCopy(origin, wal),
                                        whenStarted)
                                .take(options, EventSink.NONE);
            }

            assertThat(result.snapshot().content().readFrom())
                    .contains(
                            new ReadFrom(FileSource.valueOf(source.name()), "that was asked for"));
            assertThat(result.badPages().count()).isZero();
            assertThat(vault.snapshots().list()).hasSize(2).contains(result.snapshot());
            HandRestore.write(vault.snapshots(), result.snapshot(), data);
            restored.own(folder.resolve("back"));
            restored.start(HandRestore.recovery(wal));
            restored.awaitPromoted(LIMIT, _ -> {});

            DatabaseAddress copy = origin.address("cairn", restored.port());
            assertThat(OwnServer.ask(copy, "SELECT sum(balance) FROM account"))
                    .isEqualTo(Long.toString(Workload.SUM));
            assertThat(OwnServer.ask(copy, "SELECT sum(amount) FROM entry")).isEqualTo("0");
            assertThat(OwnServer.ask(copy, "SELECT count(*) > 100 FROM entry")).isEqualTo("t");
            assertThat(OwnServer.ask(copy, "SELECT count(*) FROM committed")).isEqualTo("1");
            assertThat(OwnServer.ask(copy, "SELECT count(*) FROM scratch")).isEqualTo("0");
            assertThat(
                            OwnServer.ask(
                                    copy,
                                    "SELECT count(*) FROM heap WHERE b IS DISTINCT FROM md5(a::text)"))
                    .isEqualTo("0");
            restored.stop();
            assertThat(badPages(folder.resolve("back"))).isEmpty();
        }
    }

    @Test
    void theSnapshotSaysWhatItHolds() throws Exception {
        var events = new ArrayList<RunEvent>();
        try (var server = OwnServer.start(18, folder, KEEPING)) {
            server.run(
                    "CREATE TABLE big (a text)",
                    "ALTER TABLE big ALTER COLUMN a SET STORAGE PLAIN",
                    "INSERT INTO big SELECT repeat(md5(i::text), 200) FROM generate_series(1, 9000) i",
                    "CREATE UNLOGGED TABLE scratch AS SELECT 1 AS a",
                    "CHECKPOINT");
            String big = server.ask("SELECT pg_relation_filepath('big')");
            long bytes = Long.parseLong(server.ask("SELECT pg_relation_size('big')"));

            BackupResult result =
                    taker(server, new PgWalCopy(server, folder.resolve("wal")))
                            .take(OPTIONS, events::add);

            Snapshot snapshot = result.snapshot();
            assertThat(snapshot.facts().server().version()).startsWith("18.");
            assertThat(snapshot.facts().server().checksums()).isTrue();
            assertThat(snapshot.facts().isTainted()).isFalse();
            assertThat(snapshot.facts().recovery().settings())
                    .containsEntry("max_wal_senders", "10");
            assertThat(snapshot.facts().span().startedAt())
                    .isBefore(snapshot.facts().span().finishedAt());
            assertThat(
                            new String(
                                    snapshot.facts().recovery().backupLabel().bytes(),
                                    StandardCharsets.UTF_8))
                    .startsWith("START WAL LOCATION: " + snapshot.start());
            assertThat(result.readBytes()).isEqualTo(result.logicalBytes());
            assertThat(result.storedBytes()).isLessThan(result.readBytes() / 4);
            try (SnapshotReader reader = vault.snapshots().open(snapshot);
                    Stream<SnapshotFile> files = reader.files()) {
                List<SnapshotFile> all = files.toList();
                SnapshotFile relation =
                        all.stream().filter(file -> file.path().equals(big)).findFirst().get();
                assertThat(bytes).isGreaterThan(Portion.MOST_BYTES);
                assertThat(relation.kind()).isEqualTo(SnapshotFile.Kind.RELATION);
                assertThat(relation.sizeBytes()).isEqualTo(bytes);
                assertThat(relation.pieces().count()).isLessThan(6);
                assertThat(all)
                        .filteredOn(file -> file.kind() == SnapshotFile.Kind.CONTROL)
                        .hasSize(1);
            }
            assertThat(vault.snapshots().verify(snapshot).findings()).isEmpty();
        }
        assertThat(events)
                .contains(new RunEvent.StageBegun("read server"))
                .hasAtLeastOneElementOfType(RunEvent.Progressed.class);
        assertThat(events.getLast()).isInstanceOf(RunEvent.StageEnded.class);
    }

    @ParameterizedTest
    @CsvSource({"15, LOCAL", "18, LOCAL", "15, SQL", "18, SQL"})
    void aDamagedPageIsNamedAndTheBackupGoesOn(int major, SourceChoice source) throws Exception {
        var events = new ArrayList<RunEvent>();
        try (var server = OwnServer.start(major, folder, Map.of("autovacuum", "off"))) {
            server.run(
                    "CREATE TABLE t AS SELECT i, md5(i::text) FROM generate_series(1, 20000) i",
                    "CHECKPOINT");
            String path = server.ask("SELECT pg_relation_filepath('t')");
            try (var file =
                    new RandomAccessFile(server.dataDirectory().resolve(path).toFile(), "rw")) {
                file.seek(3 * PageCheck.PAGE_BYTES + 5000);
                int old = file.read();
                file.seek(3 * PageCheck.PAGE_BYTES + 5000);
                file.write(old ^ 1);
            }

            BackupResult result =
                    taker(server, new PgWalCopy(server, folder.resolve("wal")))
                            .take(OPTIONS.from(source), events::add);

            assertThat(result.badPages().count()).isEqualTo(1);
            BadPage bad = result.badPages().first().getFirst();
            assertThat(bad.path()).isEqualTo(path);
            assertThat(bad.block()).isEqualTo(3);
            assertThat(bad.expected()).isNotEqualTo(bad.found());
            assertThat(vault.snapshots().list().getFirst().facts().isTainted()).isTrue();
            assertThat(events)
                    .contains(
                            new RunEvent.Noted(
                                    "damaged pages on the server's disk: 1, the first is page 3 of "
                                            + path));
        }
    }

    @Test
    void twoAtOnceAreTwoSnapshots() throws Exception {
        try (var server = OwnServer.start(18, folder, KEEPING)) {
            List<BackupResult> both =
                    Tasks.map(
                            List.of(1, 2),
                            _ -> taker(server, _ -> {}).take(OPTIONS, EventSink.NONE));

            assertThat(vault.snapshots().list())
                    .containsExactlyInAnyOrder(both.get(0).snapshot(), both.get(1).snapshot());
            assertThat(vault.verify().isSound()).isTrue();
        }
    }

    @Test
    void anInterruptEndsItAndTheServerKnows() throws Exception {
        try (var server = OwnServer.start(18, folder, KEEPING)) {
            Thread self = Thread.currentThread();
            EventSink interrupting =
                    event -> {
                        if (event instanceof RunEvent.Progressed) {
                            self.interrupt();
                        }
                    };

            assertThatThrownBy(() -> taker(server, _ -> {}).take(OPTIONS, interrupting))
                    .isInstanceOf(CancellationException.class);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(vault.snapshots().list()).isEmpty();
            assertThat(folder.resolve("vault/.tmp")).isEmptyDirectory();
        }
    }

    @Test
    void withoutItsWalThereIsNoSnapshot() throws Exception {
        try (var server = OwnServer.start(18, folder, KEEPING)) {
            BackupTaker taker =
                    taker(
                            server,
                            range -> {
                                throw new IllegalStateException("no WAL " + range);
                            });

            assertThatThrownBy(() -> taker.take(OPTIONS, EventSink.NONE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("no WAL 0/");
            assertThat(vault.snapshots().list()).isEmpty();
        }
    }

    @Test
    void aLostSessionLeavesNoSnapshot() throws Exception {
        try (var server = OwnServer.start(18, folder, KEEPING)) {
            Steps killing =
                    step -> {
                        if (step.equals("backup.files-read")) {
                            terminateOthers(server);
                        }
                    };
            var taker = new BackupTaker(database(server), vault.snapshots(), _ -> {}, killing);

            assertThatThrownBy(() -> taker.take(OPTIONS, EventSink.NONE))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("(database-lost)");
            assertThat(vault.snapshots().list()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "SQL"})
    void aFileThatTheServerNeedsAndThatVanishesEndsIt(SourceChoice source) throws Exception {
        try (var server = OwnServer.start(18, folder, KEEPING)) {
            Path file = server.dataDirectory().resolve("pg_ident.conf");
            var taker = taker(server, _ -> {});
            EventSink removing =
                    event -> {
                        if (event.equals(new RunEvent.StageBegun("read server"))) {
                            delete(file);
                        }
                    };

            assertThatThrownBy(() -> taker.take(OPTIONS.from(source), removing))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage(
                            "a file that the server needs vanished during the backup"
                                    + " (backup-file-vanished): pg_ident.conf was listed and is"
                                    + " gone");
            assertThat(vault.snapshots().list()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "SQL"})
    void withoutFullPageWritesItIsRefused(SourceChoice source) throws Exception {
        try (var server = OwnServer.start(18, folder, Map.of("full_page_writes", "off"))) {
            BackupTaker taker = taker(server, _ -> {});

            assertThatThrownBy(() -> taker.take(OPTIONS.from(source), EventSink.NONE))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage(
                            "the server cannot be backed up as it is set (backup-settings-wrong):"
                                    + " full_page_writes is off: a page may be read half written");
        }
    }

    private BackupTaker taker(OwnServer server, WalDurability wal) {
        return new BackupTaker(database(server), vault.snapshots(), wal, Steps.NONE);
    }

    /// Over SQL that of a user who may do no more.
    private static Database database(OwnServer server, SourceChoice source) {
        return source == SourceChoice.SQL
                ? new Database(BackupRole.make(server), "cairn backup")
                : database(server);
    }

    private static Database database(OwnServer server) {
        return new Database(server.address(), "cairn backup");
    }

    private static void insertCommitted(OwnServer server) {
        run(server, "CREATE TABLE committed AS SELECT 1 AS a");
    }

    private static void terminateOthers(OwnServer server) {
        run(
                server,
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                        + " WHERE application_name = 'cairn backup'");
    }

    private static void run(OwnServer server, String sql) {
        try {
            server.run(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The relations below a folder with a page that PostgreSQL would refuse.
    private static List<Path> badPages(Path root) throws IOException {
        List<Path> bad = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path file :
                    tree.filter(Files::isRegularFile)
                            .filter(path ->
                                    path.getFileName().toString().matches("\\d+(_(fsm|vm|init))?"))
                            .filter(path ->
                                    path.toString().matches(".*/(base|global|PG_\\d+_\\d+)/.*"))
                            .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                for (int at = 0; at < bytes.length; at += PageCheck.PAGE_BYTES) {
                    if (PageCheck.judge(bytes, at, at / PageCheck.PAGE_BYTES)
                            instanceof PageVerdict.Bad) {
                        bad.add(file);
                    }
                }
            }
        }
        return bad;
    }
}
