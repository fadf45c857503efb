package org.cairn.vault.snapshot;

/// What is known of a snapshot besides its files.
///
/// @param tool name and version of the program that took it
public record SnapshotFacts(
        SnapshotServer server,
        SnapshotSpan span,
        SnapshotStanding standing,
        SnapshotRecovery recovery,
        BadPages badPages,
        String tool) {
    /// Says whether a page of it was bad: it was taken and can be restored, and an older snapshot
    /// may have a good copy of that page.
    public boolean isTainted() {
        return badPages.count() > 0;
    }
}
