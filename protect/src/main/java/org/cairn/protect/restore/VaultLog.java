package org.cairn.protect.restore;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.change.WalRoute;
import org.cairn.protect.plan.LogSearch;
import org.cairn.protect.plan.TimelinePath;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.vault.Vault;
import org.cairn.vault.wal.WalObject;

/// The WAL of a server that a vault has, to be read while the server goes on. Safe for any thread.
public record VaultLog(Vault vault, String server) {
    /// Opens the WAL of a route. Only its end may be missing yet: that is waited for. Empty when
    /// other parts are missing.
    ///
    /// @param await returns when a range is in the vault
    public Optional<LogSearch.Wal> open(
            WalRoute route, TimelinePath path, Consumer<WalRange> await) {
        var listed = new ListedWal(vault.wal(), server);
        WalCoverage coverage =
                WalCoverage.of(listed.objects().stream().map(WalObject::range).toList());
        List<WalRange> gaps =
                route.legs().stream().flatMap(leg -> coverage.gaps(leg).stream()).toList();
        if (gaps.size() > 1 || (gaps.size() == 1 && !isEnd(gaps.getFirst(), route))) {
            return Optional.empty();
        }
        gaps.forEach(await);
        return Optional.of(
                new VaultWal(gaps.isEmpty() ? listed : new ListedWal(vault.wal(), server), path));
    }

    private static boolean isEnd(WalRange gap, WalRoute route) {
        WalRange last = route.legs().getLast();
        return gap.timeline().equals(last.timeline()) && gap.end().equals(last.end());
    }
}
