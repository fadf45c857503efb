package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.testing.OwnServer;
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
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void makeAVault() {
        vault = Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    private BackupResult backUp(DatabaseAddress address, BackupOptions options, EventSink more) {
        EventSink events =
                event -> {
                    if (event instanceof RunEvent.Noted(String text)) {
                        notes.add(text);
                    }
                    more.accept(event);
                };
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

    /// A server works on when its directory gets another name, and goes on naming the old one.
    @Test
    void goesOverSqlWhereTheDirectoryIsNotThereOrThatOfACopy() throws Exception {
        try (OwnServer server = start(18)) {
            Path data = server.dataDirectory();
            Path away = folder.resolve("away");
            backUp(server, SourceChoice.AUTO);
            BackupResult gone;
            BackupResult other;
            Files.move(data, away);
            try {
                gone = backUp(server, SourceChoice.AUTO);
                copy(away, data);
                other = backUp(server, SourceChoice.AUTO);
                assertThatExceptionOfType(ProblemException.class)
                        .isThrownBy(() -> backUp(server, SourceChoice.LOCAL))
                        .satisfies(e ->
                                assertThat(e.problem().code().name())
                                        .isEqualTo("data-directory-other"));
            } finally {
                back(data, away);
            }
            assertThat(gone.snapshot().content().readFrom().orElseThrow().source())
                    .isEqualTo(FileSource.SQL);
            assertThat(gone.snapshot().content().readFrom().orElseThrow().reason())
                    .startsWith("cannot read the files of the server: " + data);
            assertThat(other.snapshot().content().readFrom())
                    .hasValueSatisfying(from -> {
                        assertThat(from.source()).isEqualTo(FileSource.SQL);
                        assertThat(from.reason()).contains("is not the data directory");
                    });
            assertThat(notes)
                    .anyMatch(note -> note.startsWith("files are read over SQL: cannot read"));
            assertThat(vault.snapshots().list().getFirst().content().readFrom())
                    .contains(
                            new ReadFrom(
                                    FileSource.LOCAL, "the data directory is on this machine"));
        }
    }

    /// The control file is what tells a copy.
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolve("global"));
        Files.copy(from.resolve("global/pg_control"), to.resolve("global/pg_control"));
    }

    /// Puts the directory back, so that the server can be stopped.
    private static void back(Path data, Path away) throws IOException {
        Files.deleteIfExists(data.resolve("global/pg_control"));
        Files.deleteIfExists(data.resolve("global"));
        Files.deleteIfExists(data);
        Files.move(away, data);
    }
}
