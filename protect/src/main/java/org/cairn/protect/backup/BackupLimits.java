package org.cairn.protect.backup;

import java.time.Duration;
import org.cairn.kernel.ByteSize;

/// How much of the machine the reading of a backup may take, so that the server's users do not
/// notice it.
///
/// @param perSecond what all threads together read in a second; 0 for no limit
/// @param cpuPercent the share of the time in which each thread works, 1 to 100
/// @param yieldAbove while other processes use more than this percentage of all cores, each thread
///   works a fifth of the time; 100 for never
/// @param longest how long reading may take before the backup is given up; zero for no limit
public record BackupLimits(ByteSize perSecond, int cpuPercent, int yieldAbove, Duration longest) {
    /// As fast as it goes, however long it takes.
    public static final BackupLimits NONE =
            new BackupLimits(new ByteSize(0), 100, 100, Duration.ZERO);

    public BackupLimits {
        if (cpuPercent < 1 || cpuPercent > 100 || yieldAbove < 1 || yieldAbove > 100) {
            throw new IllegalArgumentException("%d %%, %d %%".formatted(cpuPercent, yieldAbove));
        }
        if (longest.isNegative()) {
            throw new IllegalArgumentException("a limit of " + longest);
        }
    }
}
