package org.cairn.source.spec;

import java.time.Duration;
import org.cairn.kernel.ByteSize;

/// How much of the machine a backup may take.
///
/// @param maxRate that is read from the server in a second; 0 for no limit
/// @param cpuPercent the share of the time in which each thread works, 1 to 100
/// @param yieldAbove the use of all cores by others, in percent, above which it nearly stands; 100
///   for never
/// @param maxDuration after which it is given up; zero for never
public record BackupSpec(ByteSize maxRate, int cpuPercent, int yieldAbove, Duration maxDuration) {
    /// As fast as it goes.
    public static final BackupSpec DEFAULT =
            new BackupSpec(new ByteSize(0), 100, 100, Duration.ZERO);
}
