package org.cairn.protect.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.restore.ServerPast;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotReader;
import org.cairn.vault.snapshot.SnapshotSurvey;
import org.jspecify.annotations.Nullable;

/// Writes a backup with its WAL, and all documents, as plain files.
///
/// The order is law: all files and their folders are forced before the export comes to its name.
/// The steps announced are `export.files-durable` and `export.published`.
public final class ExportVault {
    private final Vault vault;
    private final Steps steps;
    private final EventSink events;

    public ExportVault(Vault vault, Steps steps, EventSink events) {
        this.vault = vault;
        this.steps = steps;
        this.events = events;
    }

    /// What is asked for.
    ///
    /// @param label of a backup, or the beginning of it; null for the newest, if there is one
    public record Order(Path folder, @Nullable String label, WalReach wal, Documents documents) {}

    /// Whether documents are exported.
    public enum Documents {
        ALL,
        NONE
    }

    /// What was written.
    ///
    /// @param label of the backup; empty where the vault has none
    /// @param walEnd up to where its WAL goes
    public record Exported(
            Path folder,
            Optional<String> label,
            Optional<String> walEnd,
            long documents,
            long bytes) {}

    /// Exports. Problems: `snapshot-unknown`, `snapshot-ambiguous`, `export-folder-in-use`,
    /// `export-unwritable`, `target-unreachable`, `tablespace-in-wal`, and those of the vault;
    /// after each of them nothing stands under the name of the folder.
    public Exported export(Order order) {
        Optional<Snapshot> snapshot = snapshot(order.label());
        Optional<WalFiles> wal = snapshot.map(each -> wal(each, order.wal()));
        try (var folder = ExportFolder.begin(order.folder(), steps)) {
            String readme =
                    snapshot.isPresent()
                            ? writeBackup(folder, snapshot.get(), wal.orElseThrow())
                            : Readme.withoutBackup();
            long documents =
                    order.documents() == Documents.ALL
                            ? new DocumentFiles(vault.documents(), events).write(folder)
                            : 0;
            String more = documents > 0 && snapshot.isPresent() ? Readme.documents() : "";
            folder.write(Readme.NAME, readme + more);
            events.accept(new RunEvent.StageBegun("export sums"));
            long bytes = folder.publish();
            return new Exported(
                    order.folder(),
                    snapshot.map(Snapshot::label),
                    wal.map(each -> each.end().toString()),
                    documents,
                    bytes);
        } catch (IOException e) {
            throw ExportFolder.failed(order.folder(), e);
        }
    }

    private Optional<Snapshot> snapshot(@Nullable String label) {
        if (label == null) {
            return newest();
        }
        Optional<Snapshot> found = vault.snapshots().find(label);
        if (found.isEmpty()) {
            throw ProtectProblems.SNAPSHOT_UNKNOWN
                    .says("the vault has no backup '%s'", label)
                    .what("no label begins so")
                    .kept("nothing was written")
                    .remedy("See which there are with `cairn backup ls`.")
                    .with("label", label)
                    .asException();
        }
        return found;
    }

    /// Raises `vault-object-damaged` when a snapshot cannot be read: it may be the newest.
    private Optional<Snapshot> newest() {
        SnapshotSurvey survey = vault.snapshots().survey();
        if (!survey.findings().isEmpty()) {
            Finding first = survey.findings().getFirst();
            throw VaultProblems.damaged(first.object(), "%s", first.what());
        }
        return survey.snapshots().stream()
                .max(Comparator.comparing(each -> each.facts().span().finishedAt()));
    }

    private WalFiles wal(Snapshot snapshot, WalReach reach) {
        return WalFiles.of(ServerPast.of(vault, snapshot.server()), snapshot, reach);
    }

    private String writeBackup(ExportFolder folder, Snapshot snapshot, WalFiles wal)
            throws IOException {
        events.accept(new RunEvent.StageBegun("export files"));
        Set<String> configuration;
        try (SnapshotReader reader = vault.snapshots().open(snapshot)) {
            configuration = new BackupArchives(snapshot, events).write(folder, reader);
        }
        events.accept(new RunEvent.StageBegun("export wal"));
        wal.write(folder, events);
        return Readme.of(snapshot, wal, configuration);
    }
}
