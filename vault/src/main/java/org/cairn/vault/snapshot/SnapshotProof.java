package org.cairn.vault.snapshot;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// That everything a restore from a snapshot needs was read back, and was as it was written.
///
/// @param snapshot the name of its object
/// @param level how thorough it was: `V2` is every frame and the WAL
/// @param objects that were read
/// @param bytes that were compared, after decompression
/// @param at by the clock of who did it; kept to the millisecond
public record SnapshotProof(String snapshot, String level, long objects, long bytes, Instant at) {
    public SnapshotProof {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
