package org.cairn.protect.backup;

/// How a backup is taken.
///
/// @param threads that read, hash and compress; each takes a core
/// @param level of zstd: 1 is fast, 3 the usual
/// @param whole whether everything is read, whatever could be known of what changed
/// @param limits how much of the machine it may take
/// @param tool name and version of the program, for the snapshot
/// @param source where the files of the server are read
public record BackupOptions(
        int threads,
        int level,
        boolean whole,
        BackupLimits limits,
        String tool,
        SourceChoice source) {
    public BackupOptions {
        if (threads < 1 || level < 1) {
            throw new IllegalArgumentException("%d threads, level %d".formatted(threads, level));
        }
    }

    public BackupOptions(int threads, int level, boolean whole, BackupLimits limits, String tool) {
        this(threads, level, whole, limits, tool, SourceChoice.AUTO);
    }

    /// All cores and the usual level.
    public static BackupOptions standard(String tool) {
        return new BackupOptions(
                Runtime.getRuntime().availableProcessors(), 3, false, BackupLimits.NONE, tool);
    }

    /// The same, and everything is read.
    public BackupOptions readingAll() {
        return new BackupOptions(threads, level, true, limits, tool, source);
    }

    /// The same within limits.
    public BackupOptions within(BackupLimits wanted) {
        return new BackupOptions(threads, level, whole, wanted, tool, source);
    }

    /// The same, with the files from there.
    public BackupOptions from(SourceChoice wanted) {
        return new BackupOptions(threads, level, whole, limits, tool, wanted);
    }
}
