package org.cairn.protect.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.protect.ProtectProblems;

/// All that the vault has of one server when it is decided what stays.
///
/// @param server the system identifier
/// @param wal the ranges of its objects, segments and fragments
/// @param expired ranges that were removed before
/// @param gaps that were recorded
/// @param histories of the timelines but the first
/// @param arrivals when the newest WAL of each timeline had arrived
/// @param underWay backups that are not visible yet
public record Inventory(
        String server,
        List<Held> snapshots,
        List<WalRange> wal,
        List<WalRange> expired,
        List<WalRange> gaps,
        Map<Timeline, TimelineHistory> histories,
        Map<Timeline, Instant> arrivals,
        List<UnderWay> underWay) {
    public Inventory {
        snapshots = List.copyOf(snapshots);
        wal = List.copyOf(wal);
        expired = List.copyOf(expired);
        gaps = List.copyOf(gaps);
        histories = Map.copyOf(histories);
        arrivals = Map.copyOf(arrivals);
        underWay = List.copyOf(underWay);
    }

    WalCoverage coverage() {
        return WalCoverage.of(wal);
    }

    /// All timelines of which there is anything, the newest last.
    NavigableSet<Timeline> timelines() {
        NavigableSet<Timeline> all = new TreeSet<>();
        all.add(Timeline.FIRST);
        Stream.of(
                        histories.keySet().stream(),
                        wal.stream().map(WalRange::timeline),
                        snapshots.stream().map(held -> held.base().timeline()))
                .flatMap(timelines -> timelines)
                .forEach(all::add);
        return all;
    }

    /// The way to a timeline. Raises `retention-uncertain` without its history.
    TimelinePath path(Timeline timeline) {
        if (timeline.equals(Timeline.FIRST)) {
            return TimelinePath.of(TimelineHistory.first());
        }
        TimelineHistory history = histories.get(timeline);
        if (history == null) {
            throw ProtectProblems.uncertain(
                    "the vault has no history of timeline %s: nobody knows which WAL leads to it"
                            .formatted(timeline));
        }
        return TimelinePath.of(history);
    }
}
