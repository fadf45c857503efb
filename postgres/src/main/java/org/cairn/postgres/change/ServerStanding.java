package org.cairn.postgres.change;

import java.time.Instant;

/// What a snapshot remembers of the server at its start, so that the next backup can tell whether
/// it may build on it. Asked after the start of the backup and before the first file is read.
///
/// @param systemIdentifier decimal digits, as SQL prints it
/// @param postmasterStart when the server's first process was started; the same again says that
///   nobody had the server's files to himself meanwhile
/// @param walLogHints whether the setting `wal_log_hints` is on
/// @param oldestTransaction all before this one had ended (64 bits, `pg_snapshot_xmin`)
public record ServerStanding(
        String systemIdentifier,
        Instant postmasterStart,
        boolean dataChecksums,
        boolean walLogHints,
        long oldestTransaction) {
    public ServerStanding {
        if (oldestTransaction < 0) {
            throw new IllegalArgumentException("not a transaction: " + oldestTransaction);
        }
    }

    /// Whether setting a hint, or "all visible", on a page moves its position.
    boolean hintsMovePositions() {
        return dataChecksums || walLogHints;
    }
}
