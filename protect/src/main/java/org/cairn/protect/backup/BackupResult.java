package org.cairn.protect.backup;

import java.time.Duration;
import org.cairn.vault.snapshot.BadPages;
import org.cairn.vault.snapshot.Snapshot;

/// A backup that was taken: it is durable, and so is the WAL that it needs.
public record BackupResult(Snapshot snapshot, Duration elapsed) {
    /// Of all files together.
    public long logicalBytes() {
        return snapshot.content().logicalBytes();
    }

    public long readBytes() {
        return snapshot.content().readBytes();
    }

    /// That the vault grew by, without the list of files.
    public long storedBytes() {
        return snapshot.content().storedBytes();
    }

    /// Pages that are damaged on the server's disk; with any, the snapshot is tainted.
    public BadPages badPages() {
        return snapshot.facts().badPages();
    }
}
