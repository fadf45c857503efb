package org.cairn.protect.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotArchive;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.cairn.vault.snapshot.SnapshotRecovery.Tablespace;

/// A restore in the plainest way: every file written out, tablespaces beside the data.
final class HandRestore {
    private HandRestore() {}

    /// Writes a snapshot into `data`, which exists and is empty, ready to recover from an archive.
    static void write(SnapshotArchive archive, Snapshot snapshot, Path data) throws IOException {
        Files.createDirectories(data.resolve("pg_tblspc"));
        for (Tablespace space : snapshot.facts().recovery().tablespaces()) {
            Path place = Files.createDirectory(data.resolveSibling("space-" + space.oid()));
            Files.createSymbolicLink(data.resolve("pg_tblspc/" + space.oid()), place);
        }
        try (SnapshotReader reader = archive.open(snapshot);
                Stream<SnapshotFile> files = reader.files()) {
            files.forEach(file -> write(reader, file, data.resolve(file.path())));
        }
        Files.write(
                data.resolve("backup_label"), snapshot.facts().recovery().backupLabel().bytes());
        Files.createFile(data.resolve("recovery.signal"));
    }

    /// The settings to recover with from a directory of WAL.
    static Map<String, String> recovery(Path wal) {
        return Map.of("restore_command", "cp %s/%%f %%p".formatted(wal));
    }

    private static void write(SnapshotReader reader, SnapshotFile file, Path target) {
        try {
            if (file.kind() == SnapshotFile.Kind.DIRECTORY) {
                Files.createDirectories(target);
                return;
            }
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.write(target, reader.readAll(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
