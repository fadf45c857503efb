package org.cairn.protect.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.protect.ProtectProblems;

/// Decides what a retention keeps. For one use; confined to one thread.
///
/// Three rules make it safe. Only snapshots whose own WAL is whole count towards anything. The
/// window is measured back from times that are in the vault, never from the clock of whoever asks:
/// where nothing new arrives, nothing expires. And WAL goes only when it is shown to be needed by
/// nothing: everything from the beginning of the window on stays, on every timeline that reaches
/// into it, with each snapshot that is kept the WAL that was written while it was taken, and for
/// each backup under way all from where it may start.
public final class RetentionPlanner {
    private static final Lsn ENDLESS = new Lsn(Long.MAX_VALUE);

    private final Retention retention;
    private final Inventory inventory;
    private final WalCoverage coverage;
    private final TimelinePath main;

    /// Those that can be restored, the newest last: of the abandoned timelines first, then of the
    /// present one.
    private final List<Held> whole;

    private final Map<Held, Set<String>> reasons = new LinkedHashMap<>();

    private RetentionPlanner(Retention retention, Inventory inventory) {
        this.retention = retention;
        this.inventory = inventory;
        this.coverage = inventory.coverage();
        this.main = inventory.path(inventory.timelines().last());
        this.whole =
                inventory.snapshots().stream()
                        .filter(held -> isWhole(held, inventory.path(held.base().timeline())))
                        .sorted(
                                Comparator.comparing((Held held) -> isOn(main, held))
                                        .thenComparing(held -> held.base().stop())
                                        .thenComparing(held -> held.base().finishedAt())
                                        .thenComparing(Held::label))
                        .toList();
    }

    /// Decides. Raises `retention-uncertain` when the history of a timeline is missing, or no
    /// snapshot can be restored on the present timeline.
    public static ExpirePlan plan(Retention retention, Inventory inventory) {
        return new RetentionPlanner(retention, inventory).plan();
    }

    /// As [#plan], but refuses by `backup-unverified` while the newest snapshot was not read back
    /// whole: those that would go might be the last good ones.
    public static ExpirePlan planVerified(Retention retention, Inventory inventory) {
        var planner = new RetentionPlanner(retention, inventory);
        Held newest = planner.newest();
        if (!newest.verified()) {
            throw ProtectProblems.BACKUP_UNVERIFIED
                    .says("the newest backup, %s, was never verified", newest.label())
                    .what("older backups are let go only when the newest is known to be good")
                    .kept("nothing was removed")
                    .remedy("Verify it with `cairn backup verify %s`.", newest.label())
                    .with("snapshot", newest.label())
                    .asException();
        }
        return planner.plan();
    }

    private Held newest() {
        if (whole.isEmpty() || !isOn(main, whole.getLast())) {
            throw ProtectProblems.uncertain(
                    "no backup leads to timeline %s, on which the server is"
                            .formatted(main.timeline()));
        }
        return whole.getLast();
    }

    private static boolean isOn(TimelinePath path, Held held) {
        return path.holds(held.base().timeline(), held.base().stop());
    }

    private boolean isWhole(Held held, TimelinePath path) {
        return path.contiguousEnd(coverage, held.base().start()).compareTo(held.base().stop()) >= 0;
    }

    private ExpirePlan plan() {
        Instant measured = measuredFrom();
        Instant begin = measured.minus(retention.pitr());
        List<WalRange> needed = keepWindow(begin);
        keepPeriods();
        keepOthers();
        List<ExpirePlan.Kept> kept =
                inAge(reasons.keySet().stream().toList()).stream()
                        .map(held -> new ExpirePlan.Kept(held, List.copyOf(reasonsOf(held))))
                        .toList();
        List<Base> removed =
                inAge(inventory.snapshots()).stream()
                        .filter(held -> !reasons.containsKey(held))
                        .map(Held::base)
                        .toList();
        kept.stream()
                .map(each -> each.held().base())
                .forEach(base ->
                        needed.add(new WalRange(base.timeline(), base.start(), base.stop())));
        List<UnderWay> waiting = waiting(needed);
        waiting.forEach(backup -> needed.add(backup.wal()));
        Predicate<WalRange> isNeeded = range -> overlap(needed, range);
        List<WalRange> stays = inventory.wal().stream().filter(isNeeded).toList();
        List<WalRange> goes =
                inventory.wal().stream()
                        .filter(isNeeded.negate())
                        .sorted(
                                Comparator.comparing(WalRange::timeline)
                                        .thenComparing(WalRange::start)
                                        .thenComparing(WalRange::end))
                        .toList();
        var records = ExpireRecords.of(inventory, goes, stays);
        return new ExpirePlan(
                inventory.server(),
                retention,
                measured,
                begin,
                kept,
                removed,
                goes,
                records.fresh(),
                records.outdated(),
                records.forgotten(),
                waiting,
                reach(inventory.snapshots(), coverage),
                reach(kept.stream().map(ExpirePlan.Kept::held).toList(), WalCoverage.of(stays)));
    }

    /// The backups under way that need WAL which nothing else needs.
    private List<UnderWay> waiting(List<WalRange> needed) {
        return inventory.underWay().stream()
                .filter(backup ->
                        inventory.wal().stream()
                                .anyMatch(range ->
                                        overlap(backup.wal(), range) && !overlap(needed, range)))
                .toList();
    }

    private static boolean overlap(List<WalRange> some, WalRange range) {
        return some.stream().anyMatch(each -> overlap(each, range));
    }

    private Set<String> reasonsOf(Held held) {
        return reasons.getOrDefault(held, Set.of());
    }

    private static List<Held> inAge(List<Held> snapshots) {
        return snapshots.stream()
                .sorted(
                        Comparator.comparing((Held held) -> held.base().finishedAt())
                                .thenComparing(held -> held.base().stop())
                                .thenComparing(Held::label))
                .toList();
    }

    /// The server's time at the newest snapshot; or, when that is earlier, the time at which the
    /// newest WAL arrived, which another clock told: of two clocks one may run ahead.
    private Instant measuredFrom() {
        Instant finished = newest().base().finishedAt();
        Instant arrived = inventory.arrivals().getOrDefault(main.timeline(), finished);
        return arrived.isBefore(finished) ? arrived : finished;
    }

    /// Keeps what makes every moment since `begin` reachable; gives the WAL that this needs.
    private List<WalRange> keepWindow(Instant begin) {
        List<WalRange> needed = new ArrayList<>();
        for (Held held : inventory.snapshots()) {
            if (held.base().finishedAt().isAfter(begin)) {
                keep(held, "pitr");
            }
        }
        for (Timeline timeline : inventory.timelines()) {
            TimelinePath path = inventory.path(timeline);
            if (path.timeline().equals(main.timeline()) || lastMoment(timeline).isAfter(begin)) {
                needed.addAll(keepWindow(path, begin));
            }
        }
        return needed;
    }

    private List<WalRange> keepWindow(TimelinePath path, Instant begin) {
        List<Held> on =
                inventory.snapshots().stream()
                        .filter(held -> isOn(path, held) && isWhole(held, path))
                        .sorted(Comparator.comparing(held -> held.base().stop()))
                        .toList();
        Optional<Held> base =
                on.stream()
                        .filter(held -> !held.base().finishedAt().isAfter(begin))
                        .reduce((_, later) -> later);
        base.ifPresent(held -> keep(held, "pitr"));
        return on.stream()
                .filter(held ->
                        base.isEmpty()
                                || held.equals(base.get())
                                || held.base().finishedAt().isAfter(begin))
                .map(held -> held.base().start())
                .min(Comparator.naturalOrder())
                .map(from -> path.between(from, ENDLESS))
                .orElse(List.of());
    }

    /// When a timeline was last heard of.
    private Instant lastMoment(Timeline timeline) {
        Instant arrived = inventory.arrivals().getOrDefault(timeline, Instant.MIN);
        return inventory.snapshots().stream()
                .map(Held::base)
                .filter(base -> base.timeline().equals(timeline))
                .map(Base::finishedAt)
                .filter(at -> at.isAfter(arrived))
                .max(Comparator.naturalOrder())
                .orElse(arrived);
    }

    private void keepPeriods() {
        for (Map.Entry<Period, Integer> each : new TreeMap<>(retention.last()).entrySet()) {
            Period period = each.getKey();
            NavigableMap<Long, Held> last = new TreeMap<>();
            // In the order of age, so that a later one takes the place.
            whole.forEach(held -> last.put(period.of(held.base().finishedAt()), held));
            last.descendingMap().values().stream()
                    .limit(each.getValue())
                    .forEach(held -> keep(held, period.word()));
        }
    }

    private void keepOthers() {
        keep(newest(), "newest");
        whole.reversed().stream().limit(retention.min()).forEach(held -> keep(held, "min"));
        // A page that is bad in newer ones may be whole in this one.
        if (newest().tainted()) {
            whole.reversed().stream()
                    .filter(held -> !held.tainted())
                    .findFirst()
                    .ifPresent(held -> keep(held, "clean"));
        }
        inventory.snapshots().stream().filter(Held::pinned).forEach(held -> keep(held, "pinned"));
    }

    private void keep(Held held, String reason) {
        reasons.computeIfAbsent(held, _ -> new LinkedHashSet<>()).add(reason);
    }

    private ExpirePlan.Reach reach(List<Held> snapshots, WalCoverage wal) {
        List<WalRange> points = new ArrayList<>();
        for (Timeline timeline : inventory.timelines()) {
            TimelinePath path = inventory.path(timeline);
            for (Held held : snapshots) {
                Lsn stop = held.base().stop();
                Lsn end = path.contiguousEnd(wal, held.base().start());
                if (isOn(path, held) && end.compareTo(stop) > 0) {
                    points.addAll(path.between(stop, end));
                }
            }
        }
        List<Base> bases = snapshots.stream().map(Held::base).toList();
        return new ExpirePlan.Reach(WalCoverage.of(points), Window.of(main, bases, wal).newest());
    }

    static boolean overlap(WalRange one, WalRange other) {
        return one.timeline().equals(other.timeline())
                && one.start().compareTo(other.end()) < 0
                && other.start().compareTo(one.end()) < 0;
    }
}
