package org.cairn.postgres.change;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The rows of `pg_database`, each with the transaction that wrote it, as a backup sees them after
/// its start.
///
/// @param writers by the database's number, the `xmin` of its row: 32 bits, unsigned
/// @param nextTransaction none from this one on had begun (64 bits, `pg_snapshot_xmax`)
public record DatabaseRows(Map<Long, Long> writers, long nextTransaction) {
    private static final long TRANSACTIONS = 1L << 32;
    // Those before are not transactions; rows of `initdb` may have them.
    private static final long FIRST_TRANSACTION = 3;

    public DatabaseRows {
        writers = Map.copyOf(new HashMap<>(writers));
    }

    /// The databases that were there at the base and were neither dropped nor moved since.
    ///
    /// A row says so by its age: CREATE and ALTER DATABASE write a new one. One that was written
    /// before `oldestTransaction` of the base was there before the base read its first file, and
    /// stayed. `xmin` has 32 bits only; one that could have been given out since counts as newer.
    Set<Long> keptSince(ServerStanding base) {
        long oldest = base.oldestTransaction();
        return writers.entrySet().stream()
                .filter(row -> isBefore(oldest, row.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean isBefore(long oldest, long writer) {
        if (writer < FIRST_TRANSACTION) {
            return true;
        }
        // The first transaction from `oldest` on that has these 32 bits.
        long earliest = oldest + Math.floorMod(writer - oldest, TRANSACTIONS);
        return earliest >= nextTransaction;
    }
}
