package org.cairn.vault.snapshot;

import java.time.Instant;
import org.cairn.kernel.WalRange;

/// From where to where in the WAL a snapshot was taken. It can be restored when the vault has all
/// of `wal`, and to no point before the end of it.
///
/// @param finishedAt when the backup ended, by the server's clock
public record SnapshotSpan(WalRange wal, Instant startedAt, Instant finishedAt) {}
