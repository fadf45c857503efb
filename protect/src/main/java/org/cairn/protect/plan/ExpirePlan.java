package org.cairn.protect.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.WalRange;

/// What a retention keeps of a server and what it lets go.
///
/// @param measuredFrom the newest time of the server that the vault vouches for: the window of
///   `pitr` is measured back from here
/// @param windowBegin from here on every moment that can be restored stays so
/// @param kept the oldest first
/// @param removed the oldest first
/// @param wal the ranges of the objects of WAL that go, by timeline and start
/// @param records that are to say so, before any of it is gone
/// @param outdated ranges whose record is not needed any more, since a record holds them or nothing
///   that is kept lies before them
/// @param forgotten gaps before all that is kept
/// @param waiting backups that are not visible yet, for which WAL stays that nothing else needs
/// @param before what could be restored
/// @param after what can be restored then
public record ExpirePlan(
        String server,
        Retention retention,
        Instant measuredFrom,
        Instant windowBegin,
        List<Kept> kept,
        List<Base> removed,
        List<WalRange> wal,
        List<WalRange> records,
        List<WalRange> outdated,
        List<WalRange> forgotten,
        List<UnderWay> waiting,
        Reach before,
        Reach after) {
    public ExpirePlan {
        kept = List.copyOf(kept);
        removed = List.copyOf(removed);
        wal = List.copyOf(wal);
        records = List.copyOf(records);
        outdated = List.copyOf(outdated);
        forgotten = List.copyOf(forgotten);
        waiting = List.copyOf(waiting);
    }

    /// A snapshot that stays.
    ///
    /// @param reasons at least one, such as `daily`
    public record Kept(Held held, List<String> reasons) {
        public Kept {
            reasons = List.copyOf(reasons);
        }
    }

    /// What can be restored.
    ///
    /// @param points the positions, on whichever timeline
    /// @param newest the interval that goes on: its beginning is how far back any moment is reached
    public record Reach(WalCoverage points, Optional<Window.Interval> newest) {}

    /// Positions that cannot be restored any more, with the server's times at both ends.
    ///
    /// @param to empty where no snapshot tells the time
    public record Lost(WalRange range, Optional<Instant> from, Optional<Instant> to) {}

    public List<Lost> lost() {
        return before.points().stretches().stream()
                .flatMap(stretch -> after.points().gaps(stretch).stream())
                .map(range -> new Lost(range, timeBefore(range), timeBehind(range)))
                .toList();
    }

    private Optional<Instant> timeBefore(WalRange range) {
        return bases().filter(base -> base.timeline().equals(range.timeline()))
                .filter(base -> base.stop().compareTo(range.start()) <= 0)
                .reduce((one, other) -> other.stop().compareTo(one.stop()) >= 0 ? other : one)
                .map(Base::finishedAt);
    }

    private Optional<Instant> timeBehind(WalRange range) {
        return bases().filter(base -> base.timeline().equals(range.timeline()))
                .filter(base -> base.stop().compareTo(range.end()) >= 0)
                .reduce((one, other) -> other.stop().compareTo(one.stop()) < 0 ? other : one)
                .map(Base::finishedAt);
    }

    private java.util.stream.Stream<Base> bases() {
        return java.util.stream.Stream.concat(
                kept.stream().map(each -> each.held().base()), removed.stream());
    }

    /// Whether nothing goes.
    public boolean isEmpty() {
        return removed.isEmpty() && wal.isEmpty();
    }
}
