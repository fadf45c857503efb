package org.cairn.postgres.summary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.TreeMap;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.Database;
import org.cairn.postgres.Sql;
import org.cairn.postgres.backup.BackupFiles;
import org.cairn.postgres.backup.BackupSession;
import org.cairn.postgres.backup.DataDirectory;
import org.cairn.postgres.backup.DataFile;
import org.cairn.postgres.backup.ServerFacts;
import org.cairn.postgres.change.BaseBackup;
import org.cairn.postgres.change.DatabaseRows;
import org.cairn.postgres.change.PresentBackup;
import org.cairn.postgres.change.ServerStanding;
import org.cairn.postgres.wal.TimelineHistory;

/// A backup as files, with what later ones must know of it.
///
/// @param sizes the files by path, with how much of each was copied
record CopiedBackup(
        Path copy,
        WalRange range,
        ServerStanding standing,
        DatabaseRows databases,
        Map<String, Long> sizes,
        byte[] label) {
    /// Sizes of all servers of the tests.
    static final int BLOCKS_PER_FILE = 131_072;

    /// What happens between the listing and the copying.
    @FunctionalInterface
    interface Meanwhile {
        void run() throws Exception;
    }

    static CopiedBackup take(Database database, Path target, Meanwhile meanwhile) throws Exception {
        Files.createDirectories(target);
        try (Connection connection = database.connect();
                BackupSession session = BackupSession.start(connection, "copied")) {
            ServerStanding standing = StandingQuery.standing(connection);
            DatabaseRows databases = StandingQuery.databases(connection);
            ServerFacts facts = ServerFacts.ask(connection);
            DataDirectory directory = DataDirectory.open(facts);
            var sizes = new TreeMap<String, Long>();
            var files = directory.list(facts).files();
            meanwhile.run();
            for (DataFile file : files) {
                Path copy = target.resolve(file.path());
                if (!file.isFile()) {
                    Files.createDirectories(copy);
                } else if (!BackupFiles.isControlFile(file)
                        && copy(
                                facts.dataDirectory().resolve(file.path()),
                                copy,
                                file.sizeBytes())) {
                    sizes.put(file.path(), Files.size(copy));
                }
            }
            Files.write(target.resolve("global/pg_control"), directory.readControlFile());
            sizes.put("global/pg_control", 8192L);
            BackupSession.Stopped stopped = session.stop();
            return new CopiedBackup(
                    target,
                    session.range(stopped),
                    standing,
                    databases,
                    sizes,
                    stopped.backupLabel());
        }
    }

    BaseBackup asBase() {
        return new BaseBackup(standing, range);
    }

    /// As it was when it began, on a timeline with that history.
    PresentBackup asPresent(TimelineHistory history) {
        return new PresentBackup(standing, history, range.start());
    }

    /// As it was when it began, on the first timeline.
    PresentBackup asPresent() {
        return asPresent(TimelineHistory.first());
    }

    byte[] bytes(String path) throws IOException {
        return Files.readAllBytes(copy.resolve(path));
    }

    /// The history that a server has of its timeline.
    static TimelineHistory history(Connection connection) {
        Timeline timeline =
                Sql.load(
                        connection,
                        "SELECT timeline_id FROM pg_control_checkpoint()",
                        row -> new Timeline(row.getInt(1)));
        return timeline.equals(Timeline.FIRST)
                ? TimelineHistory.first()
                : TimelineHistory.parse(
                        timeline,
                        Sql.load(
                                connection,
                                "SELECT pg_read_binary_file('pg_wal/' || ? || '.history')",
                                row -> row.getBytes(1),
                                timeline.hex()));
    }

    // More than was listed is not read, as in a real backup.
    private static boolean copy(Path from, Path to, long size) throws IOException {
        try (InputStream in = Files.newInputStream(from)) {
            Files.write(to, in.readNBytes((int) size));
            return true;
        } catch (NoSuchFileException _) {
            // It vanished: the WAL says so too.
            return false;
        }
    }
}
