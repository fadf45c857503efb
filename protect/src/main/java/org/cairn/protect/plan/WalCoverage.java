package org.cairn.protect.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;

/// Which WAL is there: the union of ranges, each timeline for itself. Ranges that touch or overlap
/// become one stretch. Immutable.
public final class WalCoverage {
    public static final WalCoverage NOTHING = new WalCoverage(new TreeMap<>());

    /// Start to end of each stretch; stretches of a timeline neither touch nor overlap.
    private final NavigableMap<Timeline, NavigableMap<Lsn, Lsn>> stretches;

    private WalCoverage(NavigableMap<Timeline, NavigableMap<Lsn, Lsn>> stretches) {
        this.stretches = stretches;
    }

    public static WalCoverage of(Collection<WalRange> ranges) {
        NavigableMap<Timeline, NavigableMap<Lsn, Lsn>> stretches = new TreeMap<>();
        for (WalRange range : ranges) {
            add(stretches.computeIfAbsent(range.timeline(), _ -> new TreeMap<>()), range);
        }
        return new WalCoverage(stretches);
    }

    private static void add(NavigableMap<Lsn, Lsn> stretches, WalRange range) {
        Lsn start = range.start();
        Lsn end = range.end();
        Map.Entry<Lsn, Lsn> near = stretches.floorEntry(end);
        while (near != null && near.getValue().compareTo(start) >= 0) {
            stretches.remove(near.getKey());
            start = least(start, near.getKey());
            end = most(end, near.getValue());
            near = stretches.floorEntry(end);
        }
        stretches.put(start, end);
    }

    /// The union with further ranges.
    public WalCoverage with(Collection<WalRange> more) {
        List<WalRange> all = new ArrayList<>(stretches());
        all.addAll(more);
        return of(all);
    }

    /// All stretches, by timeline and position.
    public List<WalRange> stretches() {
        return stretches.keySet().stream()
                .flatMap(timeline -> stretches(timeline).stream())
                .toList();
    }

    public List<WalRange> stretches(Timeline timeline) {
        return of(timeline).entrySet().stream()
                .map(each -> new WalRange(timeline, each.getKey(), each.getValue()))
                .toList();
    }

    /// The newest timeline of which anything is there.
    public Optional<Timeline> newestTimeline() {
        return stretches.isEmpty() ? Optional.empty() : Optional.of(stretches.lastKey());
    }

    /// How far everything from `from` on is there; `from` itself when nothing follows it.
    public Lsn contiguousEnd(Timeline timeline, Lsn from) {
        Map.Entry<Lsn, Lsn> stretch = of(timeline).floorEntry(from);
        return stretch == null ? from : most(from, stretch.getValue());
    }

    /// Whether every byte of a range is there.
    public boolean covers(WalRange range) {
        return contiguousEnd(range.timeline(), range.start()).compareTo(range.end()) >= 0;
    }

    /// What of a range is missing, in order.
    public List<WalRange> gaps(WalRange within) {
        List<WalRange> missing = new ArrayList<>();
        Lsn at = contiguousEnd(within.timeline(), within.start());
        while (at.compareTo(within.end()) < 0) {
            Lsn next = of(within.timeline()).higherKey(at);
            Lsn end = next == null ? within.end() : least(next, within.end());
            missing.add(new WalRange(within.timeline(), at, end));
            at = contiguousEnd(within.timeline(), end);
        }
        return List.copyOf(missing);
    }

    /// What is missing between the first and the last stretch of each timeline.
    public List<WalRange> gaps() {
        List<WalRange> missing = new ArrayList<>();
        stretches.forEach((timeline, of) ->
                missing.addAll(
                        gaps(new WalRange(timeline, of.firstKey(), of.lastEntry().getValue()))));
        return List.copyOf(missing);
    }

    private NavigableMap<Lsn, Lsn> of(Timeline timeline) {
        return stretches.getOrDefault(timeline, Collections.emptyNavigableMap());
    }

    private static Lsn least(Lsn a, Lsn b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Lsn most(Lsn a, Lsn b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    @Override
    public String toString() {
        return stretches().toString();
    }
}
