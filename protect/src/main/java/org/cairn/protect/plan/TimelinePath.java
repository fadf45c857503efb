package org.cairn.protect.plan;

import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;

/// The way from the first timeline to one of its descendants. What an ancestor wrote after its
/// descendants branched off is not on it.
public final class TimelinePath {
    private static final Lsn ENDLESS = new Lsn(Long.MAX_VALUE);

    private final List<WalRange> parts;

    private TimelinePath(List<WalRange> parts) {
        this.parts = parts;
    }

    public static TimelinePath of(TimelineHistory history) {
        List<WalRange> parts = new ArrayList<>();
        Lsn from = new Lsn(0);
        for (TimelineHistory.Branch branch : history.branches()) {
            // A timeline may have ended where it began; then it has no WAL of its own.
            if (from.compareTo(branch.end()) < 0) {
                parts.add(new WalRange(branch.parent(), from, branch.end()));
                from = branch.end();
            }
        }
        parts.add(new WalRange(history.timeline(), from, ENDLESS));
        return new TimelinePath(List.copyOf(parts));
    }

    public Timeline timeline() {
        return parts.getLast().timeline();
    }

    /// Which timeline wrote the byte at a position.
    public Timeline at(Lsn position) {
        return parts.stream()
                .filter(part -> part.contains(position))
                .findFirst()
                .orElse(parts.getLast())
                .timeline();
    }

    /// Up to where the timeline with the byte at a position has the bytes of this way.
    public Lsn endAt(Lsn position) {
        return parts.stream()
                .filter(part -> part.contains(position))
                .findFirst()
                .orElse(parts.getLast())
                .end();
    }

    /// Whether a timeline's WAL up to a position lies on this way.
    public boolean holds(Timeline timeline, Lsn upTo) {
        return parts.stream()
                .anyMatch(part ->
                        part.timeline().equals(timeline) && upTo.compareTo(part.end()) <= 0);
    }

    /// The way that does not leave one of its timelines where this one does.
    TimelinePath stayingOn(Timeline timeline) {
        List<WalRange> until = new ArrayList<>();
        for (WalRange part : parts) {
            if (part.timeline().equals(timeline)) {
                until.add(new WalRange(timeline, part.start(), ENDLESS));
                return new TimelinePath(List.copyOf(until));
            }
            until.add(part);
        }
        throw new IllegalArgumentException("timeline %s is not on the way".formatted(timeline));
    }

    /// The parts of the way between two positions; none when they are the same.
    public List<WalRange> between(Lsn start, Lsn end) {
        List<WalRange> between = new ArrayList<>();
        for (WalRange part : parts) {
            Lsn from = later(part.start(), start);
            Lsn to = earlier(part.end(), end);
            if (from.compareTo(to) < 0) {
                between.add(new WalRange(part.timeline(), from, to));
            }
        }
        return between;
    }

    /// How far WAL goes on without a gap from a position on.
    public Lsn contiguousEnd(WalCoverage coverage, Lsn from) {
        Lsn end = from;
        for (WalRange part : between(from, ENDLESS)) {
            Lsn reached = coverage.contiguousEnd(part.timeline(), part.start());
            if (reached.compareTo(part.end()) < 0) {
                return later(end, reached);
            }
            end = part.end();
        }
        return end;
    }

    private static Lsn later(Lsn a, Lsn b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Lsn earlier(Lsn a, Lsn b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
