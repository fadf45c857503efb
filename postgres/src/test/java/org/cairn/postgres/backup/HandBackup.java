package org.cairn.postgres.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.stream.Stream;
import org.cairn.postgres.testing.OwnServer;

/// A backup in the plainest way: the listed files copied, the WAL copied beside them.
public final class HandBackup {
    private HandBackup() {}

    /// Takes one into `target`, which must exist and be empty, while `meanwhile` runs.
    public static BackupSession.Stopped take(
            OwnServer server, Path target, Path wal, Meanwhile meanwhile) throws Exception {
        try (Connection connection = server.connect();
                BackupSession session = BackupSession.start(connection, "by hand")) {
            ServerFacts facts = ServerFacts.ask(connection);
            DataDirectory directory = DataDirectory.open(facts);
            Listing listing = directory.list(facts);
            meanwhile.run();
            for (DataFile file : listing.files()) {
                Path copy = target.resolve(file.path());
                if (!file.isFile()) {
                    Files.createDirectories(copy);
                } else if (!BackupFiles.isControlFile(file)) {
                    copy(server.dataDirectory().resolve(file.path()), copy);
                }
            }
            Files.write(target.resolve("global/pg_control"), directory.readControlFile());
            BackupSession.Stopped stopped = session.stop();
            Files.write(target.resolve("backup_label"), stopped.backupLabel());
            server.run("SELECT pg_switch_wal()");
            copyWal(server.dataDirectory().resolve("pg_wal"), wal);
            return stopped;
        }
    }

    /// What happens between the listing and the copying.
    @FunctionalInterface
    public interface Meanwhile {
        void run() throws Exception;
    }

    private static void copy(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to);
        } catch (NoSuchFileException _) {
            // It vanished: the WAL says so too.
            Files.deleteIfExists(to);
        }
    }

    private static void copyWal(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file :
                    files.filter(file -> file.getFileName().toString().matches("[0-9A-F]{24}"))
                            .toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
