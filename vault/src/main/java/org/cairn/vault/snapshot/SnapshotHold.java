package org.cairn.vault.snapshot;

import java.time.Instant;

/// That a snapshot must not be removed.
///
/// @param snapshot the name of its object
/// @param who said so
/// @param why in words for people
/// @param at by the clock of who said so
public record SnapshotHold(String snapshot, String who, String why, Instant at) {
    public SnapshotHold {
        if (who.isBlank() || why.isBlank()) {
            throw new IllegalArgumentException("a hold says who and why");
        }
    }
}
