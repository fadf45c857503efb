package org.cairn.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.backup.BackupFiles.Range;
import org.cairn.postgres.testing.OwnServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Over SQL there are the same files with the same bytes as on the disk.
final class SqlFilesPgTest {
    @TempDir private Path folder;

    private static SqlFiles open(OwnServer server, Connection session) {
        return SqlFiles.open(
                new Database(server.address(), "cairn test"), session, ServerFacts.ask(session));
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void listsWhatIsListedOnTheDisk(int major) throws Exception {
        Path space = Files.createDirectory(folder.resolve("space"));
        try (var server = OwnServer.start(major, folder, Map.of("autovacuum", "off"));
                Connection session = server.connect()) {
            server.run(
                    "CREATE TABLESPACE s LOCATION '%s'".formatted(space),
                    "CREATE TABLE kept TABLESPACE s AS SELECT generate_series(1, 1000) AS a",
                    "CREATE UNLOGGED TABLE unlogged AS SELECT generate_series(1, 1000) AS a",
                    "CHECKPOINT");
            Files.writeString(server.dataDirectory().resolve("backup_label"), "old");
            Files.createDirectories(server.dataDirectory().resolve("ours/it's \"ün\\x\" %s"));
            Files.writeString(server.dataDirectory().resolve("ours/a'b"), "c");
            ServerFacts facts = ServerFacts.ask(session);

            Listing disk = DataDirectory.open(facts).list(facts);
            Listing sql = open(server, session).list(facts);

            Files.delete(server.dataDirectory().resolve("backup_label"));
            assertThat(sql.leftOut()).isEmpty();
            assertThat(comparable(sql)).isEqualTo(comparable(disk));
            assertThat(sql.files())
                    .filteredOn(file -> !file.path().startsWith("ours"))
                    .allMatch(file -> file.mode() == (file.isFile() ? 0600 : 0700));
            assertThat(sql.files())
                    .extracting(DataFile::path)
                    .contains("ours/a'b", "ours/it's \"ün\\x\" %s", "pg_wal/archive_status");
        }
    }

    /// The server tells neither rights nor parts of seconds.
    private static List<DataFile> comparable(Listing listing) {
        return listing.files().stream()
                .map(file ->
                        new DataFile(
                                file.path(),
                                file.kind(),
                                file.sizeBytes(),
                                0,
                                isSteady(file)
                                        ? file.modified().truncatedTo(ChronoUnit.SECONDS)
                                        : Instant.EPOCH,
                                file.pages(),
                                file.firstBlock()))
                .toList();
    }

    private static boolean isSteady(DataFile file) {
        return file.isFile() && file.path().startsWith("base/");
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void readsTheSameBytes(int major) throws Exception {
        try (var server = OwnServer.start(major, folder, Map.of("autovacuum", "off"));
                Connection session = server.connect()) {
            server.run(
                    "CREATE TABLE t AS SELECT i, repeat(md5(i::text), 9) FROM generate_series(1, 20000) i",
                    "CHECKPOINT");
            SqlFiles files = open(server, session);
            List<Range> ranges = new ArrayList<>();
            for (DataFile file : files.list(ServerFacts.ask(session)).files()) {
                if (file.isFile() && file.pages()) {
                    for (long at = 0; at < file.sizeBytes(); at += 1 << 20) {
                        ranges.add(
                                new Range(
                                        file, at, (int) Math.min(1 << 20, file.sizeBytes() - at)));
                    }
                }
            }
            byte[] buffer = new byte[1 << 20];
            byte[] page = new byte[8192];
            long bytes = 0;
            try (BackupFiles.Reader reader = files.reader()) {
                reader.expect(ranges);
                for (int i = 0; i < ranges.size(); i += i % 7 == 6 ? 2 : 1) {
                    Range range = ranges.get(i);
                    BackupFiles.OpenFile file = reader.open(range.file());
                    int length = file.read(buffer, 0, range.position(), range.length());
                    // Not expected, and does not disturb what is.
                    file.read(page, 0, range.position(), page.length);
                    byte[] disk =
                            Files.readAllBytes(server.dataDirectory().resolve(range.file().path()));
                    assertThat(length).isEqualTo(range.length());
                    assertThat(
                                    Arrays.equals(
                                            buffer,
                                            0,
                                            length,
                                            disk,
                                            (int) range.position(),
                                            (int) range.position() + length))
                            .as("%s at %d", range.file().path(), range.position())
                            .isTrue();
                    bytes += length;
                }
            }
            assertThat(bytes).isGreaterThan(10_000_000);
        }
    }

    @Test
    void readsNoFurtherThanAFileGoesAndSaysWhenItIsGone() throws Exception {
        try (var server = OwnServer.start(18, folder, Map.of());
                Connection session = server.connect()) {
            Path path = server.dataDirectory().resolve("ours");
            Files.write(path, new byte[] {1, 2, 3});
            SqlFiles files = open(server, session);
            DataFile file =
                    files.list(ServerFacts.ask(session)).files().stream()
                            .filter(listed -> listed.path().equals("ours"))
                            .findFirst()
                            .orElseThrow();
            byte[] target = new byte[10];
            try (BackupFiles.Reader reader = files.reader();
                    BackupFiles.OpenFile open = reader.open(file)) {
                assertThat(open.read(target, 4, 1, 6)).isEqualTo(2);
                assertThat(target).containsExactly(0, 0, 0, 0, 2, 3, 0, 0, 0, 0);
                assertThat(open.read(target, 0, 3, 6)).isZero();
                assertThat(open.read(target, 0, 9, 1)).isZero();

                Files.delete(path);

                assertThatThrownBy(() -> open.read(target, 0, 0, 3))
                        .isInstanceOf(NoSuchFileException.class);
            }
        }
    }

    @Test
    void readsControlFileAndHistory() throws Exception {
        try (var server = OwnServer.start(18, folder, Map.of());
                Connection session = server.connect()) {
            Path wal = server.dataDirectory().resolve("pg_wal");
            Files.writeString(wal.resolve("00000002.history"), "1\t0/3000000\tno reason\n");
            SqlFiles files = open(server, session);

            assertThat(ControlFile.parse(files.readControlFile()).systemIdentifier())
                    .isEqualTo(ServerFacts.ask(session).systemIdentifier());
            assertThat(files.readHistory(new Timeline(2)))
                    .hasValueSatisfying(text -> assertThat(text).asString().startsWith("1\t0/3"));
            assertThat(files.readHistory(new Timeline(3))).isEmpty();
        }
    }

    @Test
    void namesTheGrantsThatAreMissing() throws Exception {
        try (var server = OwnServer.start(18, folder, Map.of())) {
            server.run(
                    "CREATE ROLE \"Odd Name\" LOGIN PASSWORD 'x'",
                    "GRANT EXECUTE ON FUNCTION pg_backup_start(text, boolean) TO \"Odd Name\"");
            var address =
                    new DatabaseAddress(
                            server.address().url(), "Odd Name", new org.cairn.kernel.Secret("x"));
            try (Connection session = new Database(address, "cairn test").connect()) {
                assertThatExceptionOfType(ProblemException.class)
                        .isThrownBy(() -> BackupRights.requireToRead(session))
                        .satisfies(e -> {
                            assertThat(e.problem().code().name())
                                    .isEqualTo("backup-grants-missing");
                            assertThat(e.problem().remedy())
                                    .isEqualTo(
                                            "Say as a superuser in the database cairn: GRANT EXECUTE"
                                                    + " ON FUNCTION pg_backup_stop(boolean),"
                                                    + " pg_ls_dir(text, boolean, boolean),"
                                                    + " pg_stat_file(text, boolean),"
                                                    + " pg_read_binary_file(text, bigint, bigint,"
                                                    + " boolean) TO \"Odd Name\"; GRANT"
                                                    + " pg_read_all_settings TO \"Odd Name\";");
                        });
            }
        }
    }

    @Test
    void aFileThatTheServerMayNotReadIsNamed() throws Exception {
        try (var server = OwnServer.start(18, folder, Map.of());
                Connection session = server.connect()) {
            Path path = server.dataDirectory().resolve("secret");
            Files.writeString(path, "x");
            Files.setPosixFilePermissions(path, java.util.Set.of());
            SqlFiles files = open(server, session);
            DataFile file =
                    files.list(ServerFacts.ask(session)).files().stream()
                            .filter(listed -> listed.path().equals("secret"))
                            .findFirst()
                            .orElseThrow();
            try (BackupFiles.Reader reader = files.reader();
                    BackupFiles.OpenFile open = Objects.requireNonNull(reader.open(file))) {
                assertThatThrownBy(() -> open.read(new byte[1], 0, 0, 1))
                        .isInstanceOf(ProblemException.class)
                        .hasMessageContaining("(data-directory-unreadable)")
                        .hasMessageContaining("secret");
            }
        }
    }

    @Test
    void aSessionOnAnotherServerIsRefused() throws Exception {
        try (var one = OwnServer.start(15, folder, Map.of());
                var other = OwnServer.start(18, folder, Map.of());
                Connection session = one.connect()) {
            SqlFiles files =
                    SqlFiles.open(
                            new Database(other.address(), "cairn test"),
                            session,
                            ServerFacts.ask(session));

            assertThatThrownBy(files::reader)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("(data-directory-other)");
        }
    }

    @Test
    void directoriesThatLeadInACircleAreRefused() throws Exception {
        try (var server = OwnServer.start(18, folder, Map.of());
                Connection session = server.connect()) {
            Path circle = Files.createDirectory(server.dataDirectory().resolve("ours"));
            Files.createSymbolicLink(circle.resolve("again"), circle);
            SqlFiles files = open(server, session);
            ServerFacts facts = ServerFacts.ask(session);

            assertThatThrownBy(() -> files.list(facts))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("(data-directory-link)");
        }
    }

    @Test
    void aTablespaceInsideTheDataDirectoryIsRefused() throws Exception {
        try (var server = OwnServer.start(18, folder, Map.of());
                Connection session = server.connect()) {
            Path inside = Files.createDirectory(server.dataDirectory().resolve("inside"));
            server.run("CREATE TABLESPACE s LOCATION '%s'".formatted(inside));
            SqlFiles files = open(server, session);
            ServerFacts facts = ServerFacts.ask(session);

            assertThatThrownBy(() -> files.list(facts))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("(tablespace-inside-data): pg_tblspc/");
        }
    }
}
