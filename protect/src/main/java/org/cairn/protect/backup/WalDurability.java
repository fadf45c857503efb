package org.cairn.protect.backup;

import java.util.Optional;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.change.WalRoute;
import org.cairn.protect.plan.LogSearch;
import org.cairn.protect.plan.TimelinePath;

/// Knows when WAL is safe in the vault, and gives it back.
@FunctionalInterface
public interface WalDurability {
    /// Returns when every byte of the range is durable there, and throws when that will not be.
    /// What the server has not finished yet, such as the last segment, is its care to ask for.
    void await(WalRange range);

    /// Opens the WAL of a route, by which a backup finds what has changed; waits for the end of it,
    /// which may be on its way. Empty when some of it is missing for good.
    ///
    /// @param path the timelines of the route
    default Optional<LogSearch.Wal> open(WalRoute route, TimelinePath path) {
        return Optional.empty();
    }
}
