package org.cairn.protect.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.cairn.kernel.WalRange;

/// Which records of missing WAL are to be written and which may go.
///
/// A record is needed while something that is kept lies before its range: else WAL that expired
/// would be taken for lost, and the server asked for it. What goes now is always recorded, so that
/// a restore that is under way hears what became of it.
///
/// @param fresh ranges that expire now, each joined with what expired beside it before
/// @param outdated records of ranges that expired before, to be removed after `fresh` is there
/// @param forgotten gaps before all that is kept
record ExpireRecords(List<WalRange> fresh, List<WalRange> outdated, List<WalRange> forgotten) {
    private static final Comparator<WalRange> ORDER =
            Comparator.comparing(WalRange::timeline).thenComparing(WalRange::start);

    /// @param stays not empty
    static ExpireRecords of(Inventory inventory, List<WalRange> goes, List<WalRange> stays) {
        // A range on a later timeline lies behind all of an earlier one.
        WalRange first = Collections.min(stays, ORDER);
        Predicate<WalRange> isNeeded = range -> ORDER.compare(range, first) > 0;
        WalCoverage kept = WalCoverage.of(stays);
        List<WalRange> all =
                new ArrayList<>(
                        WalCoverage.of(goes).stretches().stream()
                                .flatMap(stretch -> kept.gaps(stretch).stream())
                                .toList());
        inventory.expired().stream().filter(isNeeded).forEach(all::add);
        List<WalRange> records = WalCoverage.of(all).stretches();
        return new ExpireRecords(
                records.stream().filter(range -> !inventory.expired().contains(range)).toList(),
                inventory.expired().stream().filter(range -> !records.contains(range)).toList(),
                inventory.gaps().stream().filter(isNeeded.negate()).toList());
    }
}
