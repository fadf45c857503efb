package org.cairn.vault.run;

import java.time.Instant;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;

/// That a run is about to commit: enough to find its transaction in the write-ahead log.
///
/// @param xid the full transaction id (64 bits, with its epoch)
/// @param systemIdentifier of the server, as PostgreSQL prints it
/// @param insertLsn an insert position before the commit
public record RunIntent(
        RunNumber run,
        long xid,
        String systemIdentifier,
        String database,
        int timeline,
        Lsn insertLsn,
        Instant at) {
    public RunIntent {
        if (xid < 0 || timeline < 1) {
            throw new IllegalArgumentException(
                    "not a transaction: xid %d on timeline %d".formatted(xid, timeline));
        }
    }
}
