package org.cairn.source.spec;

import java.time.Duration;
import org.cairn.kernel.ByteSize;

/// How backups are taken: from where, and how much of the machine one may take.
///
/// @param source where the files of the server are read
/// @param maxRate that is read from the server in a second; 0 for no limit
/// @param cpuPercent the share of the time in which each thread works, 1 to 100
/// @param yieldAbove the use of all cores by others, in percent, above which it nearly stands; 100
///   for never
/// @param maxDuration after which it is given up; zero for never
public record BackupSpec(
        Source source, ByteSize maxRate, int cpuPercent, int yieldAbove, Duration maxDuration) {
    /// Where the files of the server are read.
    public enum Source {
        /// From the data directory where it can be read here, else over SQL.
        AUTO,
        /// From the data directory.
        LOCAL,
        /// Over sessions of the server.
        SQL
    }

    /// As fast as it goes.
    public static final BackupSpec DEFAULT =
            new BackupSpec(Source.AUTO, new ByteSize(0), 100, 100, Duration.ZERO);
}
