package org.cairn.vault.wal;

import java.time.Instant;
import org.cairn.kernel.WalRange;
import org.cairn.vault.server.ServerRecord;

/// A range of WAL that the vault lacks for good: nothing can be restored across it.
///
/// @param server its system identifier
/// @param reason why, in words for people
/// @param at when that was found out
public record WalGap(String server, WalRange missing, String reason, Instant at) {
    public WalGap {
        ServerRecord.requireIdentifier(server);
    }
}
