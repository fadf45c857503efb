package org.cairn.app;

import java.nio.file.Path;
import java.util.Optional;
import org.cairn.protect.export.ExportVault;
import org.cairn.protect.export.ExportVault.Documents;
import org.cairn.protect.export.WalReach;
import org.jspecify.annotations.Nullable;

/// Writes what a vault holds as plain files that need no Cairn to be read.
public final class ExportPlain {
    private final ExportVault export;

    ExportPlain(ExportVault export) {
        this.export = export;
    }

    /// What is asked for.
    ///
    /// @param label of a backup, or the beginning of it; null for the newest, if there is one
    /// @param allWal whether WAL goes as far as the vault has it, and not as the backup needs it
    public record Order(Path folder, @Nullable String label, boolean allWal, boolean documents) {}

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

    /// Exports. Problems: those of [ExportVault#export].
    public Exported export(Order order) {
        ExportVault.Exported exported =
                export.export(
                        new ExportVault.Order(
                                order.folder(),
                                order.label(),
                                order.allWal() ? WalReach.ALL : WalReach.BACKUP,
                                order.documents() ? Documents.ALL : Documents.NONE));
        return new Exported(
                exported.folder(),
                exported.label(),
                exported.walEnd(),
                exported.documents(),
                exported.bytes());
    }
}
