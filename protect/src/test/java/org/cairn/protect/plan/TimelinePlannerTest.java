package org.cairn.protect.plan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;
import org.junit.jupiter.api.Test;

/// Plans that pass from one timeline to the next.
final class TimelinePlannerTest extends PlannerFixture {
    /// Timeline 2 left 1 just before the record of e; the bytes of both are the same here.
    private TimelinePath toTwo() {
        String history = "1\t%s\tpromoted\n".formatted(start("e"));
        return TimelinePath.of(TimelineHistory.parse(TWO, history.getBytes(US_ASCII)));
    }

    @Test
    void aPlanFollowsTheTimelinesThatItPasses() {
        WalRange one = new WalRange(ONE, Lsn.parse("0/1000000"), start("behind e"));
        WalRange two = new WalRange(TWO, FakeLog.SIZE.startOf(start("e")), log.end());
        RestorePlanner planner = planner(toTwo(), one, two);

        RestorePlan plan = planner.plan(RestoreTarget.parse("xid:105"), null);

        assertThat(plan.wal())
                .containsExactly(
                        new WalRange(ONE, bases.getLast().start(), start("e")),
                        new WalRange(TWO, start("e"), log.end()));
        assertThat(plan.settings()).containsEntry("recovery_target_timeline", "2");
    }

    @Test
    void aPointBeforeABranchIsRecoveredToOnTheTimelineThatItLiesOn() {
        WalRange one = new WalRange(ONE, Lsn.parse("0/1000000"), start("behind e"));
        WalRange two = new WalRange(TWO, FakeLog.SIZE.startOf(start("e")), log.end());
        RestorePlanner planner = planner(toTwo(), one, two);

        for (String target : List.of("xid:101", start("b").toString(), "2026-11-01T10:03:00Z")) {
            assertThat(planner.plan(RestoreTarget.parse(target), null).settings())
                    .as(target)
                    .containsEntry("recovery_target_timeline", "1");
        }
        for (String target : List.of("latest", start("f").toString(), "2026-11-01T10:08:00Z")) {
            assertThat(planner.plan(RestoreTarget.parse(target), null).settings())
                    .as(target)
                    .containsEntry("recovery_target_timeline", "2");
        }
    }

    @Test
    void theEndIsTheBranchWhileNothingOfTheNextTimelineIsThere() {
        WalRange beyond = new WalRange(ONE, Lsn.parse("0/1000000"), log.end());
        WalRange exactly = new WalRange(ONE, Lsn.parse("0/1000000"), start("e"));

        RestorePlan plan = planner(toTwo(), beyond).plan(RestoreTarget.parse("latest"), null);

        assertThat(plan.recovery())
                .as("without what the old timeline wrote behind the branch")
                .isEqualTo(new Recovery.BeforeLsn(start("e")));
        assertThat(plan.settings()).containsEntry("recovery_target_timeline", "1");
        assertThat(
                        planner(toTwo(), beyond)
                                .plan(RestoreTarget.parse(start("e").toString()), null)
                                .recovery())
                .isEqualTo(new Recovery.BeforeLsn(start("e")));
        assertThat(planner(toTwo(), exactly).plan(RestoreTarget.parse("latest"), null).recovery())
                .isEqualTo(new Recovery.EndOfWal());
    }

    @Test
    void whatAnotherTimelineHasIsNotReachedOverThisOne() {
        WalRange one = new WalRange(ONE, Lsn.parse("0/1000000"), log.end());
        RestorePlanner planner = planner(toTwo(), one);

        isUnreachable(
                refusal(planner, "xid:104"),
                "xid:104",
                "no transaction of that number ended in the WAL behind any backup of the vault",
                "%s (2026-11-01T10:02:00Z) to %s".formatted(bases.getFirst().stop(), start("e")));
    }

    @Test
    void aBackupBehindTheBranchBelongsToTheOtherTimeline() {
        Lsn start = log.fill(100);
        log.fill(9000);
        bases.add(new Base("three", ONE, start, log.end(), at("10:30"), 1, 1));
        WalRange one = new WalRange(ONE, Lsn.parse("0/1000000"), log.end());
        WalRange two = new WalRange(TWO, FakeLog.SIZE.startOf(start("e")), start("f"));

        assertThat(planner(one).plan(RestoreTarget.parse("latest"), null).base().snapshot())
                .isEqualTo("three");
        assertThat(
                        planner(toTwo(), one, two)
                                .plan(RestoreTarget.parse("latest"), null)
                                .base()
                                .snapshot())
                .isEqualTo("two");
    }
}
