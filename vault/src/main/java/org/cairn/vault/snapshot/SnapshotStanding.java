package org.cairn.vault.snapshot;

import java.time.Instant;

/// How the server stood when the backup began: what the next one has to know to tell whether pages
/// may have changed unseen since.
///
/// @param postmasterStart when its first process was started
/// @param walLogHints whether the setting `wal_log_hints` was on
/// @param oldestTransaction all before this one had ended (64 bits)
public record SnapshotStanding(
        Instant postmasterStart, boolean walLogHints, long oldestTransaction) {
    public SnapshotStanding {
        if (oldestTransaction < 0) {
            throw new IllegalArgumentException("not a transaction: " + oldestTransaction);
        }
    }
}
