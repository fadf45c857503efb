package org.cairn.protect.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;

/// The points that can be reached: intervals with gaps between them, in order.
public record Window(List<Interval> intervals) {
    /// Every point from the end of a snapshot to the end of the WAL that follows it.
    ///
    /// @param fromTime the server's time at `from`
    public record Interval(Timeline timeline, Lsn from, Instant fromTime, Lsn to) {
        @Override
        public String toString() {
            return "%s (%s) to %s".formatted(from, fromTime, to);
        }
    }

    public Window {
        intervals = List.copyOf(intervals);
    }

    /// Joins snapshots and WAL along one way; snapshots whose own WAL is not whole add nothing.
    public static Window of(TimelinePath path, List<Base> bases, WalCoverage coverage) {
        List<Interval> intervals = new ArrayList<>();
        List<Base> ordered =
                bases.stream()
                        .filter(base -> path.holds(base.timeline(), base.stop()))
                        .sorted(Comparator.comparing(Base::stop))
                        .toList();
        for (Base base : ordered) {
            Lsn end = path.contiguousEnd(coverage, base.start());
            boolean whole = end.compareTo(base.stop()) >= 0;
            boolean within =
                    !intervals.isEmpty() && intervals.getLast().to().compareTo(base.stop()) >= 0;
            if (whole && !within) {
                intervals.add(new Interval(path.timeline(), base.stop(), base.finishedAt(), end));
            }
        }
        return new Window(intervals);
    }

    /// The interval that ends last: the one that grows.
    public Optional<Interval> newest() {
        return intervals.isEmpty() ? Optional.empty() : Optional.of(intervals.getLast());
    }

    /// What to say to somebody who asked for another point.
    String reachable() {
        return intervals.isEmpty()
                ? "no point at all: no backup is complete"
                : String.join(", ", intervals.stream().map(Interval::toString).toList());
    }
}
