package org.cairn.source.spec;

import java.time.Duration;
import org.cairn.kernel.ByteSize;
import org.jspecify.annotations.Nullable;

/// How the server's write-ahead log reaches the vault, how backups are taken, and how long they
/// stay there.
///
/// @param shipEvery how long WAL may wait in the journal before it goes to the vault
/// @param journalLocation `file:` and a folder, relative to the project unless absolute
/// @param journalMax how much WAL may wait there before receiving stops
/// @param slot the replication slot; null for one named after the vault
/// @param retention how long backups are kept, in one sentence; null for ever
public record ProtectSpec(
        Acknowledge acknowledge,
        Duration shipEvery,
        String journalLocation,
        ByteSize journalMax,
        @Nullable String slot,
        @Nullable String retention,
        BackupSpec backup) {
    /// What holds where nothing is said.
    public static final ProtectSpec DEFAULT =
            new ProtectSpec(
                    Acknowledge.LOCAL,
                    Duration.ofSeconds(2),
                    "file:.cairn/wal",
                    ByteSize.ofMebibytes(4096),
                    null,
                    null,
                    BackupSpec.DEFAULT);

    public ProtectSpec {
        if (shipEvery.compareTo(Duration.ofMillis(100)) < 0
                || shipEvery.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("'ship_every' must be from 100ms to 1h");
        }
        if (journalMax.compareTo(ByteSize.ofMebibytes(64)) < 0) {
            throw new IllegalArgumentException("'journal_max' must be at least 64MiB");
        }
    }

    /// When the server is told that WAL is safe.
    public enum Acknowledge {
        /// When the journal beside us has it on disk.
        LOCAL,
        /// When the vault has it.
        REMOTE
    }
}
