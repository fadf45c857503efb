package org.cairn.protect.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;
import org.junit.jupiter.api.Test;

/// What is kept of a server whose WAL stands in segments of 100 bytes, and why.
final class RetentionPlannerTest {
    private static final Timeline ONE = Timeline.FIRST;
    private static final Timeline TWO = new Timeline(2);

    private final List<Held> snapshots = new ArrayList<>();
    private final List<WalRange> wal = new ArrayList<>();
    private final List<WalRange> expired = new ArrayList<>();
    private final List<WalRange> gaps = new ArrayList<>();
    private final Map<Timeline, TimelineHistory> histories = new HashMap<>();
    private final Map<Timeline, Instant> arrivals = new HashMap<>();
    private final List<UnderWay> underWay = new ArrayList<>();

    private static WalRange range(Timeline timeline, long from, long to) {
        return new WalRange(timeline, new Lsn(from), new Lsn(to));
    }

    private void segments(Timeline timeline, long from, long to) {
        for (long at = from; at < to; at += 100) {
            wal.add(range(timeline, at, at + 100));
        }
    }

    private Held snapshot(String day, long start) {
        return snapshot(day, ONE, start);
    }

    /// Took 20 bytes of WAL and was finished at noon, or at the time that is given.
    private Held snapshot(String day, Timeline timeline, long start) {
        String at = day.length() == 10 ? day + "T12:00:00Z" : day;
        var base =
                new Base(
                        day,
                        timeline,
                        new Lsn(start),
                        new Lsn(start + 20),
                        Instant.parse(at),
                        1,
                        1);
        var held = new Held(base, false, true, false);
        snapshots.add(held);
        return held;
    }

    private void replace(String label, Held by) {
        snapshots.removeIf(held -> held.label().equals(label));
        snapshots.add(by);
    }

    private void pin(Held held) {
        replace(held.label(), new Held(held.base(), held.tainted(), held.verified(), true));
    }

    private void taint(Held held) {
        replace(held.label(), new Held(held.base(), true, held.verified(), held.pinned()));
    }

    private Inventory inventory() {
        return new Inventory("7", snapshots, wal, expired, gaps, histories, arrivals, underWay);
    }

    private ExpirePlan plan(String sentence) {
        return RetentionPlanner.planVerified(Retention.parse(sentence), inventory());
    }

    private Problem refusal(String sentence) {
        var thrown = catchThrowableOfType(ProblemException.class, () -> plan(sentence));
        assertThat(thrown).as("a refusal").isNotNull();
        assertThat(thrown.problem().kept()).isEqualTo("nothing was removed");
        return thrown.problem();
    }

    private static Map<String, String> kept(ExpirePlan plan) {
        Map<String, String> kept = new LinkedHashMap<>();
        plan.kept()
                .forEach(each -> kept.put(each.held().label(), String.join(" ", each.reasons())));
        return kept;
    }

    private static List<String> removed(ExpirePlan plan) {
        return plan.removed().stream().map(Base::snapshot).toList();
    }

    /// One backup a day at noon from the 1st of November on, 100 bytes of WAL each.
    private void days(int count) {
        for (int day = 1; day <= count; day++) {
            snapshot("2026-11-%02d".formatted(day), day * 100 + 30);
        }
        segments(ONE, 100, count * 100L + 200);
    }

    @Test
    void anyMomentOfTheWindowStaysReachable() {
        days(10);

        ExpirePlan plan = plan("pitr 3d");

        // The 7th is finished just where the window begins.
        assertThat(kept(plan))
                .containsExactly(
                        Map.entry("2026-11-07", "pitr"),
                        Map.entry("2026-11-08", "pitr"),
                        Map.entry("2026-11-09", "pitr"),
                        Map.entry("2026-11-10", "pitr newest min"));
        assertThat(removed(plan)).hasSize(6).startsWith("2026-11-01");
        assertThat(plan.wal()).hasSize(6).last().isEqualTo(range(ONE, 600, 700));
        assertThat(plan.windowBegin()).isEqualTo("2026-11-07T12:00:00Z");
        assertThat(plan.before().newest().orElseThrow().fromTime())
                .isEqualTo("2026-11-01T12:00:00Z");
        assertThat(plan.after().newest().orElseThrow().fromTime())
                .isEqualTo("2026-11-07T12:00:00Z");
        assertThat(plan.lost())
                .containsExactly(
                        new ExpirePlan.Lost(
                                range(ONE, 150, 750),
                                java.util.Optional.of(Instant.parse("2026-11-01T12:00:00Z")),
                                java.util.Optional.of(Instant.parse("2026-11-07T12:00:00Z"))));
    }

    @Test
    void aBackupJustInsideOfTheWindowIsNotEnough() {
        days(10);

        assertThat(kept(plan("pitr 71h")))
                .containsOnlyKeys("2026-11-07", "2026-11-08", "2026-11-09", "2026-11-10");
    }

    @Test
    void theLastOfEachPeriodStaysWithItsOwnWalOnly() {
        days(20);
        snapshot("2026-11-20T06:00:00Z", 2010);

        ExpirePlan plan = plan("daily 2; weekly 3; monthly 5; yearly 2");

        assertThat(kept(plan))
                .containsExactly(
                        Map.entry("2026-11-08", "weekly"),
                        Map.entry("2026-11-15", "weekly"),
                        Map.entry("2026-11-19", "daily"),
                        Map.entry("2026-11-20", "pitr daily weekly monthly yearly newest min"));
        assertThat(removed(plan)).contains("2026-11-20T06:00:00Z");
        assertThat(wal).hasSize(21);
        assertThat(plan.wal())
                .hasSize(21 - 4 - 1)
                .doesNotContain(
                        range(ONE, 800, 900),
                        range(ONE, 1500, 1600),
                        range(ONE, 1900, 2000),
                        range(ONE, 2000, 2100),
                        range(ONE, 2100, 2200));
        assertThat(plan.records())
                .containsExactly(
                        range(ONE, 100, 800), range(ONE, 900, 1500), range(ONE, 1600, 1900));
    }

    @Test
    void periodsWithoutABackupAreNotCounted() {
        snapshot("2026-01-10", 130);
        snapshot("2026-06-10", 230);
        snapshot("2026-11-10", 330);
        segments(ONE, 100, 500);

        assertThat(removed(plan("daily 2"))).containsExactly("2026-01-10");
        assertThat(removed(plan("monthly 3"))).isEmpty();
    }

    @Test
    void neverLeavesFewerThanTheMinimum() {
        days(5);

        assertThat(kept(plan("min 3")))
                .containsOnlyKeys("2026-11-03", "2026-11-04", "2026-11-05")
                .containsEntry("2026-11-03", "min");
        assertThat(removed(plan("min 9"))).isEmpty();
    }

    @Test
    void whatIsPinnedStays() {
        days(5);
        pin(snapshots.get(1));

        ExpirePlan plan = plan("min 1");

        assertThat(kept(plan))
                .containsExactly(
                        Map.entry("2026-11-02", "pinned"),
                        Map.entry("2026-11-05", "pitr newest min"));
        assertThat(plan.wal()).doesNotContain(range(ONE, 200, 300)).hasSize(3);
    }

    @Test
    void theNewestCleanOneStaysWhileThoseBehindItHaveBadPages() {
        days(5);
        taint(snapshots.get(3));
        taint(snapshots.get(3));
        assertThat(snapshots.stream().filter(Held::tainted).count()).isEqualTo(2);

        assertThat(kept(plan("min 1")))
                .containsExactly(
                        Map.entry("2026-11-03", "clean"),
                        Map.entry("2026-11-05", "pitr newest min"));
    }

    @Test
    void nothingGoesWhileTheNewestWasNeverVerified() {
        days(5);
        Held last = snapshots.getLast();
        replace(last.label(), new Held(last.base(), false, false, false));

        Problem problem = refusal("min 1");

        assertThat(problem.code().name()).isEqualTo("backup-unverified");
        assertThat(problem.code().exitCode()).isEqualTo(22);
        assertThat(problem.headline())
                .isEqualTo("the newest backup, 2026-11-05, was never verified");
        assertThat(problem.remedy()).isEqualTo("Verify it with `cairn backup verify 2026-11-05`.");
    }

    @Test
    void nothingGoesWhenItIsUncertainWhatIsThere() {
        days(2);
        histories.clear();
        segments(TWO, 300, 400);

        assertThat(refusal("min 1").what())
                .isEqualTo(
                        "the vault has no history of timeline 2: nobody knows which WAL leads to it");

        wal.removeIf(range -> range.timeline().equals(TWO));
        wal.remove(range(ONE, 100, 200));
        wal.remove(range(ONE, 200, 300));
        assertThat(refusal("min 1").what())
                .isEqualTo("no backup leads to timeline 1, on which the server is");
        assertThat(refusal("min 1").code().exitCode()).isEqualTo(20);
    }

    @Test
    void aBackupWithoutItsWalCountsForNothing() {
        days(5);
        wal.remove(range(ONE, 400, 500));

        ExpirePlan plan = plan("daily 2");

        assertThat(kept(plan)).containsOnlyKeys("2026-11-03", "2026-11-05");
        assertThat(removed(plan)).contains("2026-11-04");
    }

    @Test
    void whatComesBehindAGapNeedsItsOwnBackup() {
        days(10);
        wal.remove(range(ONE, 900, 1000));
        gaps.add(range(ONE, 900, 1000));

        ExpirePlan plan = plan("pitr 3d");

        assertThat(kept(plan))
                .containsOnlyKeys("2026-11-07", "2026-11-08", "2026-11-09", "2026-11-10");
        assertThat(plan.forgotten()).isEmpty();
        assertThat(plan.after().points().covers(range(ONE, 750, 900))).isTrue();
    }

    @Test
    void theEarlierOfTwoClocksIsBelieved() {
        days(5);
        Held last = snapshots.getLast();
        var ahead =
                new Base(
                        "ahead",
                        ONE,
                        last.base().start(),
                        last.base().stop(),
                        Instant.parse("2036-11-05T12:00:00Z"),
                        1,
                        1);
        replace(last.label(), new Held(ahead, false, true, false));
        arrivals.put(ONE, Instant.parse("2026-11-05T12:00:01Z"));

        assertThat(removed(plan("pitr 2d"))).containsExactly("2026-11-01", "2026-11-02");

        arrivals.put(ONE, Instant.parse("1970-01-01T00:00:00Z"));
        assertThat(removed(plan("pitr 2d"))).isEmpty();
    }

    @Test
    void nothingExpiresByTheMerePassingOfTime() {
        days(5);
        arrivals.put(ONE, Instant.parse("2027-11-05T12:00:01Z"));

        assertThat(removed(plan("pitr 4d"))).isEmpty();
    }

    private void branchAt(long position) {
        histories.put(
                TWO,
                new TimelineHistory(
                        TWO, List.of(new TimelineHistory.Branch(ONE, new Lsn(position)))));
    }

    @Test
    void theBranchThatWasLeftStaysAsLongAsTheWindowReachesIt() {
        days(5);
        branchAt(360);
        segments(TWO, 300, 600);
        snapshot("2026-11-06", TWO, 430);
        arrivals.put(ONE, Instant.parse("2026-11-05T18:00:00Z"));
        arrivals.put(TWO, Instant.parse("2026-11-06T12:00:01Z"));

        ExpirePlan both = plan("pitr 2d");
        assertThat(kept(both))
                .containsOnlyKeys("2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06");
        assertThat(both.wal()).containsExactly(range(ONE, 100, 200), range(ONE, 200, 300));

        ExpirePlan one = plan("pitr 12h");
        // Only timeline 2 reaches into it, and the way there leads through the 3rd.
        assertThat(kept(one)).containsOnlyKeys("2026-11-03", "2026-11-06");
        assertThat(one.wal())
                .containsExactly(
                        range(ONE, 100, 200),
                        range(ONE, 200, 300),
                        range(ONE, 400, 500),
                        range(ONE, 500, 600),
                        range(ONE, 600, 700));
    }

    @Test
    void aBackupOfTheBranchThatWasLeftIsOlderThanAllOfThePresentOne() {
        days(5);
        branchAt(360);
        segments(TWO, 300, 600);
        snapshot("2026-11-05T06:00:00Z", TWO, 430);

        assertThat(kept(plan("daily 1; min 2")))
                .containsEntry("2026-11-05T06:00:00Z", "pitr daily newest min")
                .containsEntry("2026-11-03", "min");
    }

    @Test
    void expiresAgainOnlyWhatIsNew() {
        days(10);
        pin(snapshots.get(1));
        ExpirePlan first = plan("pitr 3d");
        assertThat(first.records()).containsExactly(range(ONE, 100, 200), range(ONE, 300, 700));
        snapshots.removeIf(held -> removed(first).contains(held.label()));
        wal.removeAll(first.wal());
        expired.addAll(first.records());

        ExpirePlan again = plan("pitr 3d");
        assertThat(again.removed()).isEmpty();
        assertThat(again.wal()).isEmpty();
        assertThat(again.records()).isEmpty();
        // Nothing that is kept lies before it.
        assertThat(again.outdated()).containsExactly(range(ONE, 100, 200));

        ExpirePlan more = plan("pitr 2d");
        assertThat(more.wal()).containsExactly(range(ONE, 700, 800));
        assertThat(more.records()).containsExactly(range(ONE, 300, 800));
        assertThat(more.outdated()).containsExactly(range(ONE, 100, 200), range(ONE, 300, 700));
    }

    @Test
    void forgetsGapsBeforeAllThatIsKept() {
        days(10);
        gaps.add(range(ONE, 50, 100));
        gaps.add(range(ONE, 1200, 1300));

        assertThat(plan("pitr 3d").forgotten()).containsExactly(range(ONE, 50, 100));
        assertThat(requireNonNull(plan("pitr 3d")).isEmpty()).isFalse();
    }

    @Test
    void aBackupUnderWayKeepsTheWalFromWhereItMayStart() {
        days(10);
        underWay.add(new UnderWay("ab", ONE, new Lsn(745), Instant.EPOCH));
        underWay.add(new UnderWay("cd", ONE, new Lsn(1050), Instant.EPOCH));
        underWay.add(new UnderWay("ef", new Timeline(7), new Lsn(1), Instant.EPOCH));

        ExpirePlan plan = plan("daily 1");

        assertThat(plan.wal()).hasSize(6).contains(range(ONE, 600, 700));
        assertThat(plan.wal()).noneMatch(range -> range.end().compareTo(new Lsn(745)) > 0);
        assertThat(plan.records()).containsExactly(range(ONE, 100, 700));
        // The second needs none that would go.
        assertThat(plan.waiting()).extracting(UnderWay::session).containsExactly("ab");
        assertThat(removed(plan)).hasSize(9);
    }
}
