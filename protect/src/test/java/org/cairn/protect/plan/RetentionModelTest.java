package org.cairn.protect.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.postgres.wal.TransactionEnd.Kind;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/// Random pasts of a server, with gaps, bad pages, pins and a timeline that was left, and random
/// sentences: what could be restored and shall be is still restored, by the planner of restores
/// itself.
final class RetentionModelTest {
    private static final Timeline ONE = Timeline.FIRST;
    private static final Timeline TWO = new Timeline(2);
    private static final Instant BEGIN = Instant.parse("2026-10-01T00:00:00Z");
    private static final int PIECE = 32 << 10;

    @Test
    void keepsWhatASentencePromises() {
        SeededRandom.forAll(150, random -> new Past(random).isKept());
    }

    /// One server.
    private static final class Past {
        private final SeededRandom random;
        private final FakeLog log = new FakeLog(Lsn.parse("0/1000000"));
        private final List<Held> snapshots = new ArrayList<>();
        private final List<Instant> commits = new ArrayList<>();
        private final Map<Timeline, Instant> arrivals = new HashMap<>();
        private final List<UnderWay> underWay = new ArrayList<>();
        private final Map<Timeline, TimelineHistory> histories = new HashMap<>();
        private final List<WalRange> wal = new ArrayList<>();
        private final List<WalRange> gaps = new ArrayList<>();
        private Instant now = BEGIN;

        Past(SeededRandom random) {
            this.random = random;
            int left = random.oneIn(2) ? random.between(3, 9) : Integer.MAX_VALUE;
            Lsn branch = null;
            Lsn end = null;
            int events = random.between(4, 18);
            for (int i = 0; i < events; i++) {
                live();
                if (i == left) {
                    branch = log.end();
                    // Timeline 1 went on for a while. The bytes of both are the same here.
                    backUp(ONE);
                    live();
                    end = log.end();
                    arrivals.put(ONE, now);
                }
                backUp(branch == null ? ONE : TWO);
            }
            live();
            if (branch == null || end == null) {
                cut(ONE, Lsn.parse("0/1000000"), log.end());
                arrivals.put(ONE, now);
            } else {
                cut(ONE, Lsn.parse("0/1000000"), end);
                cut(TWO, new Lsn(branch.bytes() / PIECE * PIECE), log.end());
                arrivals.put(TWO, now);
                histories.put(
                        TWO,
                        new TimelineHistory(TWO, List.of(new TimelineHistory.Branch(ONE, branch))));
            }
            if (random.oneIn(3)) {
                lose();
            }
            if (random.oneIn(2)) {
                WalRange at = random.pick(wal);
                underWay.add(new UnderWay("s", at.timeline(), at.start(), now));
            }
        }

        private void live() {
            for (int i = random.between(1, 4); i > 0; i--) {
                now = now.plus(Duration.ofMinutes(random.between(10, 3000)));
                log.ends(100 + commits.size(), Kind.COMMIT, now);
                commits.add(now);
                log.fill(random.between(100, 30_000));
            }
        }

        private void backUp(Timeline timeline) {
            Lsn start = log.fill(100);
            log.fill(random.between(100, 20_000));
            now = now.plusSeconds(random.between(1, 600));
            var base = new Base("b" + snapshots.size(), timeline, start, log.end(), now, 1, 1);
            snapshots.add(new Held(base, random.oneIn(4), true, random.oneIn(6)));
        }

        private void cut(Timeline timeline, Lsn from, Lsn to) {
            for (long at = from.bytes(); at < to.bytes(); at += PIECE) {
                wal.add(
                        new WalRange(
                                timeline, new Lsn(at), new Lsn(Math.min(at + PIECE, to.bytes()))));
            }
        }

        /// Loses a piece, but none that the newest snapshot needs.
        private void lose() {
            WalRange lost = random.pick(wal);
            if (lost.end().compareTo(snapshots.getLast().base().start()) <= 0) {
                wal.remove(lost);
                gaps.add(lost);
            }
        }

        private Retention sentence() {
            List<String> parts = new ArrayList<>();
            if (!random.oneIn(4)) {
                parts.add("pitr " + random.between(1, 400) + "h");
            }
            for (String word : List.of("daily", "weekly", "monthly", "min")) {
                if (random.oneIn(2)) {
                    parts.add(word + " " + random.between(1, 5));
                }
            }
            return Retention.parse(
                    parts.isEmpty() ? "yearly 1" : String.join(";", random.shuffled(parts)));
        }

        private Inventory inventory(List<Held> of, List<WalRange> objects, List<WalRange> expired) {
            return new Inventory("7000", of, objects, expired, gaps, histories, arrivals, underWay);
        }

        void isKept() {
            Retention retention = sentence();
            Inventory before = inventory(snapshots, wal, List.of());
            ExpirePlan plan = RetentionPlanner.planVerified(retention, before);
            List<Held> kept = plan.kept().stream().map(ExpirePlan.Kept::held).toList();
            List<WalRange> stays =
                    wal.stream().filter(range -> !plan.wal().contains(range)).toList();

            isWhole(plan, kept, stays);
            isAccountedFor(plan, stays);
            for (UnderWay backup : underWay) {
                assertThat(plan.wal())
                        .noneMatch(range -> RetentionPlanner.overlap(backup.wal(), range));
            }
            for (Timeline timeline : before.timelines()) {
                momentsStay(plan, kept, stays, before.path(timeline));
            }
            Inventory after = inventory(kept, stays, plan.records());
            ExpirePlan again = RetentionPlanner.planVerified(retention, after);
            assertThat(again.removed()).as("a second time").isEmpty();
            assertThat(again.wal()).as("a second time").isEmpty();
            assertThat(again.after().points()).hasToString(plan.after().points().toString());
        }

        private void isWhole(ExpirePlan plan, List<Held> kept, List<WalRange> stays) {
            assertThat(
                            Stream.concat(
                                            kept.stream().map(Held::label),
                                            plan.removed().stream().map(Base::snapshot))
                                    .toList())
                    .containsExactlyInAnyOrderElementsOf(
                            snapshots.stream().map(Held::label).toList());
            Set<Held> all = Set.copyOf(kept);
            assertThat(snapshots.stream().filter(Held::pinned)).allMatch(all::contains);
            List<Held> whole = snapshots.stream().filter(held -> isWhole(held, wal)).toList();
            assertThat(kept.stream().filter(whole::contains).count())
                    .isGreaterThanOrEqualTo(Math.min(plan.retention().min(), whole.size()));
            for (Held held : kept) {
                assertThat(isWhole(held, stays)).isEqualTo(isWhole(held, wal));
            }
            Lsn newest = snapshots.getLast().base().start();
            Timeline last = snapshots.getLast().base().timeline();
            assertThat(plan.wal())
                    .noneMatch(range ->
                            range.timeline().equals(last) && range.end().compareTo(newest) > 0);
            if (snapshots.getLast().tainted() && whole.stream().anyMatch(held -> !held.tainted())) {
                assertThat(kept).anyMatch(held -> !held.tainted());
            }
        }

        private static boolean isWhole(Held held, List<WalRange> objects) {
            Base base = held.base();
            return WalCoverage.of(objects)
                    .covers(new WalRange(base.timeline(), base.start(), base.stop()));
        }

        /// Of all that goes a record stays, so that nobody takes it for lost.
        private static void isAccountedFor(ExpirePlan plan, List<WalRange> stays) {
            WalCoverage known = WalCoverage.of(stays).with(plan.records());
            assertThat(plan.wal()).allMatch(known::covers);
            assertThat(plan.records())
                    .allMatch(range ->
                            stays.stream()
                                    .noneMatch(stay -> RetentionPlanner.overlap(stay, range)));
        }

        private void momentsStay(
                ExpirePlan plan, List<Held> kept, List<WalRange> stays, TimelinePath path) {
            RestorePlanner before = planner(path, snapshots, wal);
            RestorePlanner after = planner(path, kept, stays);
            for (Instant commit : commits) {
                for (Instant at : List.of(commit, commit.plusSeconds(1))) {
                    if (!at.isBefore(plan.windowBegin())) {
                        sameAnswer(before, after, new RestoreTarget.AtTime(at));
                    }
                }
            }
            for (Held held : kept) {
                if (path.holds(held.base().timeline(), held.base().stop()) && isWhole(held, wal)) {
                    sameAnswer(before, after, new RestoreTarget.AtLsn(held.base().stop()));
                }
            }
            if (path.timeline().equals(snapshots.getLast().base().timeline())) {
                sameAnswer(before, after, new RestoreTarget.Latest());
            }
        }

        private static void sameAnswer(
                RestorePlanner before, RestorePlanner after, RestoreTarget target) {
            RestorePlan expected;
            try {
                expected = before.plan(target, null);
            } catch (ProblemException _) {
                // What could not be restored before is nobody's loss.
                return;
            }
            assertThatCode(() -> after.plan(target, null))
                    .as("%s, before from %s", target, expected.base())
                    .doesNotThrowAnyException();
            RestorePlan now = after.plan(target, null);
            if (target instanceof RestoreTarget.AtTime) {
                assertThat(now.recovery()).isEqualTo(expected.recovery());
                assertThat(now.walEnd()).isEqualTo(expected.walEnd());
            }
        }

        private RestorePlanner planner(TimelinePath path, List<Held> of, List<WalRange> objects) {
            WalCoverage coverage = WalCoverage.of(objects);
            return new RestorePlanner(
                    "7000",
                    path,
                    of.stream().map(Held::base).toList(),
                    coverage,
                    new LogSearch(FakeLog.SIZE, way -> log.only(way, coverage)));
        }

        @Override
        public String toString() {
            return snapshots.stream()
                    .collect(
                            Collectors.toMap(
                                    Held::label, Held::base, (one, _) -> one, LinkedHashMap::new))
                    .toString();
        }
    }
}
