package org.cairn.protect.backup;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.cairn.postgres.backup.BackupSession;
import org.cairn.postgres.backup.ControlFile;
import org.cairn.postgres.backup.ServerFacts;
import org.cairn.postgres.backup.ServerFacts.RecoveryLimits;
import org.cairn.postgres.backup.TablespaceMap;
import org.cairn.postgres.change.ServerStanding;
import org.cairn.vault.snapshot.BadPages;
import org.cairn.vault.snapshot.FileBytes;
import org.cairn.vault.snapshot.SnapshotFacts;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotRecovery;
import org.cairn.vault.snapshot.SnapshotServer;
import org.cairn.vault.snapshot.SnapshotSpan;
import org.cairn.vault.snapshot.SnapshotStanding;

/// Says of a backup that has stopped what its snapshot has to say.
record Description(
        ServerFacts server,
        ServerStanding standing,
        BackupSession session,
        BackupSession.Stopped stopped) {
    SnapshotFacts facts(byte[] controlFile, BadPages bad, String tool) {
        ControlFile control = ControlFile.parse(controlFile);
        return new SnapshotFacts(
                new SnapshotServer(
                        server.systemIdentifier(),
                        server.major(),
                        server.version(),
                        control.version(),
                        server.catalogVersion(),
                        server.sizes().pageBytes(),
                        server.sizes().walSegmentBytes(),
                        server.dataChecksums()),
                new SnapshotSpan(session.range(stopped), session.started().at(), stopped.at()),
                new SnapshotStanding(
                        standing.postmasterStart(),
                        standing.walLogHints(),
                        standing.oldestTransaction()),
                recovery(),
                bad,
                tool);
    }

    /// Without the files of tablespaces that did not exist when the backup began: the WAL makes
    /// those, and their directory.
    List<SnapshotFile> counting(List<SnapshotFile> files) {
        Set<String> known = tablespaces();
        return files.stream()
                .filter(file -> {
                    String[] parts = file.path().split("/", 3);
                    return !parts[0].equals("pg_tblspc")
                            || parts.length < 2
                            || known.contains(parts[1]);
                })
                .toList();
    }

    private SnapshotRecovery recovery() {
        Set<String> known = tablespaces();
        return new SnapshotRecovery(
                settings(server.limits()),
                FileBytes.of(stopped.backupLabel()),
                FileBytes.of(stopped.tablespaceMap()),
                server.tablespaces().stream()
                        .filter(space -> known.contains(Long.toString(space.oid())))
                        .map(space ->
                                new SnapshotRecovery.Tablespace(space.oid(), space.location()))
                        .toList());
    }

    /// By their numbers, as the server had them when the backup began.
    private Set<String> tablespaces() {
        return TablespaceMap.parse(stopped.tablespaceMap()).entries().stream()
                .map(TablespaceMap.Entry::oid)
                .collect(Collectors.toSet());
    }

    private static Map<String, String> settings(RecoveryLimits limits) {
        return Map.of(
                "max_connections", Integer.toString(limits.maxConnections()),
                "max_worker_processes", Integer.toString(limits.maxWorkerProcesses()),
                "max_wal_senders", Integer.toString(limits.maxWalSenders()),
                "max_prepared_transactions", Integer.toString(limits.maxPreparedTransactions()),
                "max_locks_per_transaction", Integer.toString(limits.maxLocksPerTransaction()));
    }
}
