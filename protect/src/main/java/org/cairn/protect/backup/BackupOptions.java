package org.cairn.protect.backup;

import java.util.Set;
import org.cairn.vault.frame.PackId;

/// How a backup is taken.
///
/// @param threads that read, hash and compress; each takes a core
/// @param level of zstd: 1 is fast, 3 the usual
/// @param whole whether everything is read, whatever could be known of what changed
/// @param limits how much of the machine it may take
/// @param tool name and version of the program, for the snapshot
/// @param source where the files of the server are read
/// @param leave packs of which nothing is shared with earlier backups: [SnapshotWriter#leave]
public record BackupOptions(
        int threads,
        int level,
        boolean whole,
        BackupLimits limits,
        String tool,
        SourceChoice source,
        Set<PackId> leave) {
    public BackupOptions {
        leave = Set.copyOf(leave);
        if (threads < 1 || level < 1) {
            throw new IllegalArgumentException("%d threads, level %d".formatted(threads, level));
        }
    }

    public BackupOptions(int threads, int level, boolean whole, BackupLimits limits, String tool) {
        this(threads, level, whole, limits, tool, SourceChoice.AUTO, Set.of());
    }

    /// All cores and the usual level.
    public static BackupOptions standard(String tool) {
        return new BackupOptions(
                Runtime.getRuntime().availableProcessors(), 3, false, BackupLimits.NONE, tool);
    }

    /// The same, and everything is read.
    public BackupOptions readingAll() {
        return new BackupOptions(threads, level, true, limits, tool, source, leave);
    }

    /// The same within limits.
    public BackupOptions within(BackupLimits wanted) {
        return new BackupOptions(threads, level, whole, wanted, tool, source, leave);
    }

    /// The same, with the files from there.
    public BackupOptions from(SourceChoice wanted) {
        return new BackupOptions(threads, level, whole, limits, tool, wanted, leave);
    }

    /// The same, sharing nothing of these packs.
    public BackupOptions leaving(Set<PackId> packs) {
        return new BackupOptions(threads, level, whole, limits, tool, source, packs);
    }
}
