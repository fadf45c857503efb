package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.postgres.backup.ControlFile;
import org.cairn.postgres.backup.TablespaceMap;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotRecovery;

/// The small files that make a copied directory one that recovers, and a copy that does not reach
/// back to where it came from.
final class Copied {
    // Each of them once made a restored copy disturb the server it came from, or hang. Without a
    // restore_command an unfinished copy refuses to start by itself. The last file that PostgreSQL
    // reads is postgresql.auto.conf, and of a setting that is there twice the last one counts: this
    // goes before all files that are included.
    private static final String OVERRIDES =
            """

            # Set by cairn restore: this is a copy. Remove these lines when it takes over.
            archive_mode = 'off'
            primary_conninfo = ''
            primary_slot_name = ''
            synchronous_standby_names = ''
            restore_command = ''
            archive_cleanup_command = ''
            recovery_end_command = ''
            recovery_min_apply_delay = 0
            max_logical_replication_workers = 0
            """;
    private static final String OWN_CONF =
            """
            # Made by cairn restore: the original lay outside of the data directory.
            """;
    private static final String OWN_HBA =
            """
            # Made by cairn restore: the original lay outside of the data directory.
            local all all peer
            host  all all 127.0.0.1/32 scram-sha-256
            """;

    private final Path data;
    private final RestoreFolders folders;
    private final Snapshot snapshot;

    Copied(RestoreFolders folders, Snapshot snapshot) {
        this.data = folders.data();
        this.folders = folders;
        this.snapshot = snapshot;
    }

    /// Writes all of them but `pg_control`, each forced.
    void write() {
        SnapshotRecovery recovery = snapshot.facts().recovery();
        if (recovery.backupLabel().isEmpty()) {
            throw new IllegalStateException("a snapshot without backup_label: " + snapshot.label());
        }
        configure();
        if (!recovery.tablespaceMap().isEmpty()) {
            put("tablespace_map", moved(recovery.tablespaceMap().bytes()));
        }
        // Without the label PostgreSQL would start from the wrong checkpoint: byte for byte.
        put("backup_label", recovery.backupLabel().bytes());
        put("recovery.signal", new byte[0]);
    }

    /// Writes `pg_control` under another name, forces it and gives it its name: from now on a
    /// server can start, and only from the label, because its checkpoint is an impossible one.
    void writeControl(byte[] control) {
        byte[] impossible = ControlFile.parse(control).withImpossibleCheckpoint();
        Path temporary = data.resolve("global/pg_control.tmp");
        Path target = data.resolve("global/pg_control");
        try {
            Files.write(temporary, impossible);
            DirectoryWriter.force(temporary);
            Files.move(temporary, target, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            DirectoryWriter.force(data.resolve("global"));
        } catch (IOException e) {
            throw RestoreFailures.writing(target, e);
        }
    }

    private void configure() {
        new CopiedSettings(data).disarm();
        putIfAbsent("postgresql.conf", OWN_CONF + recoveryLimits());
        putIfAbsent("pg_hba.conf", OWN_HBA);
        putIfAbsent("pg_ident.conf", OWN_CONF);
        Path auto = data.resolve("postgresql.auto.conf");
        try {
            Files.writeString(
                    auto, OVERRIDES, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            DirectoryWriter.force(auto);
        } catch (IOException e) {
            throw RestoreFailures.writing(auto, e);
        }
    }

    private String recoveryLimits() {
        var lines = new StringBuilder();
        for (Map.Entry<String, String> setting :
                snapshot.facts().recovery().settings().entrySet()) {
            lines.append(setting.getKey())
                    .append(" = '")
                    .append(setting.getValue().replace("'", "''"))
                    .append("'\n");
        }
        return lines.toString();
    }

    /// The map with the places to which the tablespaces were restored.
    private byte[] moved(byte[] map) {
        List<TablespaceMap.Entry> entries = new ArrayList<>();
        for (TablespaceMap.Entry entry : TablespaceMap.parse(map).entries()) {
            Path place = folders.tablespaces().get(Long.parseLong(entry.oid()));
            if (place == null) {
                throw new IllegalStateException("the snapshot does not list tablespace " + entry);
            }
            entries.add(
                    new TablespaceMap.Entry(
                            entry.oid(),
                            new String(
                                    place.toString().getBytes(StandardCharsets.UTF_8),
                                    StandardCharsets.ISO_8859_1)));
        }
        return new TablespaceMap(entries).bytes();
    }

    private void putIfAbsent(String name, String text) {
        if (!Files.exists(data.resolve(name))) {
            put(name, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void put(String name, byte[] content) {
        Path file = data.resolve(name);
        try {
            Files.write(file, content);
            DirectoryWriter.force(file);
            DirectoryWriter.force(data);
        } catch (IOException e) {
            throw RestoreFailures.writing(file, e);
        }
    }
}
