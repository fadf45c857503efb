package org.cairn.protect.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.WalRange;
import org.junit.jupiter.api.Test;

/// Plans over a log that is written record by record.
///
/// ```
/// 0/1000000   a (xid 100, 10:01)   first backup: start … stop
///             b (xid 101, 10:03), c (xid 102, 10:04, rolled back)
///             second backup: start … d (xid 103, 10:06) … stop
///             e (xid 104, 10:08), f (xid 105, 10:09)
/// ```
final class RestorePlannerTest extends PlannerFixture {
    @Test
    void latestIsTheNewestBackupAndAllThatFollowsIt() {
        RestorePlan plan = plan("latest");

        assertThat(plan.base().snapshot()).isEqualTo("two");
        assertThat(plan.recovery()).isEqualTo(new Recovery.EndOfWal());
        assertThat(plan.wal())
                .containsExactly(new WalRange(ONE, bases.getLast().start(), log.end()));
        assertThat(plan.walBytes()).isEqualTo(log.end().bytes() - bases.getLast().start().bytes());
        assertThat(plan.estimate().toSeconds()).as("1 GiB and a little WAL").isBetween(3L, 20L);
        assertThat(plan.recovery().settings(ONE))
                .isEqualTo(
                        Map.of(
                                "recovery_target_timeline", "1",
                                "recovery_target_action", "promote"));
    }

    @Test
    void aPositionTakesTheNewestBackupThatEndedBefore() {
        RestorePlan before = plan(start("e").toString());

        assertThat(before.base().snapshot()).isEqualTo("two");
        assertThat(before.recovery()).isEqualTo(new Recovery.BeforeLsn(start("e")));
        assertThat(before.recovery().settings(ONE))
                .containsEntry("recovery_target_lsn", start("e").toString())
                .containsEntry("recovery_target_inclusive", "off");
        assertThat(plan(start("d").toString()).base().snapshot())
                .as("inside of the second backup")
                .isEqualTo("one");
        assertThat(plan(bases.getLast().stop().toString()).base().snapshot())
                .as("exactly at its end")
                .isEqualTo("two");
    }

    @Test
    void aPositionBehindTheLastRecordIsTheEnd() {
        assertThat(plan(log.end().toString()).recovery()).isEqualTo(new Recovery.EndOfWal());
        assertThat(plan(new Lsn(start("f").bytes() + 1).toString()).recovery())
                .as("within the last record")
                .isEqualTo(new Recovery.EndOfWal());
        assertThat(plan(start("f").toString()).recovery())
                .isEqualTo(new Recovery.BeforeLsn(start("f")));
    }

    @Test
    void refusesAPositionBeforeTheFirstBackupOrBehindTheEnd() {
        String why = "it is outside of what is kept";

        isUnreachable(
                refusal(planner(all()), start("a").toString()),
                start("a").toString(),
                why,
                window());
        String inside = new Lsn(bases.getFirst().stop().bytes() - 1).toString();
        isUnreachable(refusal(planner(all()), inside), inside, why, window());
        String behind = log.end().plusBytes(1).toString();
        isUnreachable(refusal(planner(all()), behind), behind, why, window());
    }

    @Test
    void aTimeIsReachedBeforeTheFirstTransactionAfterIt() {
        RestorePlan plan = plan("2026-11-01T10:03:30Z");

        assertThat(plan.base().snapshot()).isEqualTo("one");
        assertThat(plan.recovery()).isEqualTo(new Recovery.UpTo(at("10:03").plusSeconds(30)));
        assertThat(plan.walEnd()).as("with the record that tells").isGreaterThan(start("c"));
        assertThat(plan.recovery().settings(ONE))
                .containsEntry("recovery_target_time", "2026-11-01 10:03:30.000000+00")
                .containsEntry("recovery_target_inclusive", "on");
        assertThat(plan("2026-11-01T10:08:00Z").base().snapshot())
                .as("all that was committed up to then, that very microsecond too")
                .isEqualTo("two");
        assertThat(plan("2026-11-01T10:06:30Z").base().snapshot())
                .as("while the second backup was taken")
                .isEqualTo("one");
    }

    @Test
    void refusesATimeBeforeTheFirstBackupHadFinished() {
        isUnreachable(
                refusal(planner(all()), "2026-11-01T10:01:59Z"),
                "2026-11-01T10:01:59Z",
                "no backup had finished at that time",
                window());
    }

    @Test
    void aClockThatWasSetBackStopsBeforeTheFirstTransactionThatEndedLater() {
        commit("g", 106, "11:00");
        commit("h", 107, "10:30");
        commit("i", 108, "11:30");

        RestorePlan plan = planner(all()).plan(RestoreTarget.parse("2026-11-01T10:45:00Z"), null);

        assertThat(plan.recovery()).isEqualTo(new Recovery.UpTo(at("10:45")));
        assertThat(plan.walEnd()).as("g, though h ended before").isEqualTo(start("behind g"));
    }

    @Test
    void aBackupWithATransactionFromALaterClockIsNotTaken() {
        Lsn third = log.fill(100);
        commit("g", 106, "12:00");
        backup("three", third, log.fill(9000), "10:20");
        commit("h", 107, "10:50");

        RestorePlan plan = planner(all()).plan(RestoreTarget.parse("2026-11-01T10:45:00Z"), null);

        assertThat(plan.base().snapshot()).isEqualTo("two");
        assertThat(plan.walEnd()).isEqualTo(start("behind g"));
    }

    @Test
    void refusesATimeThatOnlySuchABackupLeadsTo() {
        bases.clear();
        Lsn third = log.fill(100);
        commit("g", 106, "12:00");
        backup("three", third, log.fill(9000), "10:20");
        commit("h", 107, "10:50");

        var thrown =
                catchThrowableOfType(
                        ProblemException.class,
                        () ->
                                planner(all())
                                        .plan(RestoreTarget.parse("2026-11-01T10:45:00Z"), null));

        assertThat(thrown.problem().code().name()).isEqualTo("target-unreachable");
        assertThat(thrown.problem().what())
                .isEqualTo(
                        "the clock of the server was set back while backup three was taken: a"
                                + " transaction in it ended later");
    }

    @Test
    void refusesATimeBehindTheLastTransactionAndNamesLatest() {
        isUnreachable(
                refusal(planner(all()), "2026-11-01T10:09:00Z"),
                "2026-11-01T10:09:00Z",
                "the last transaction in the vault ended at 2026-11-01T10:09:00Z;"
                        + " `latest` restores it",
                window());
    }

    /// No backup was taken behind the gap: latest ends before it, and the plan says what is lost.
    @Test
    void latestBeforeAGapNamesWhatLiesBehindIt() {
        WalRange before = new WalRange(ONE, Lsn.parse("0/1000000"), start("c"));
        WalRange after = new WalRange(ONE, bases.getLast().start(), log.end());
        bases.removeLast();

        RestorePlan plan = planner(before, after).plan(new RestoreTarget.Latest(), null);

        assertThat(plan.walEnd()).isEqualTo(start("c"));
        assertThat(plan.behindGap()).containsExactly(after);
        assertThat(planner(before).plan(new RestoreTarget.Latest(), null).behindGap()).isEmpty();
    }

    @Test
    void refusesWhatIsInAGapAndDoesNotCallItLatest() {
        WalRange before = new WalRange(ONE, Lsn.parse("0/1000000"), start("c"));
        WalRange after = new WalRange(ONE, bases.getLast().start(), log.end());
        RestorePlanner planner = planner(before, after);
        String reachable =
                "%s (2026-11-01T10:02:00Z) to %s, %s (2026-11-01T10:07:00Z) to %s"
                        .formatted(
                                bases.getFirst().stop(),
                                start("c"),
                                bases.getLast().stop(),
                                log.end());

        isUnreachable(
                refusal(planner, "2026-11-01T10:05:00Z"),
                "2026-11-01T10:05:00Z",
                "the WAL behind backup one goes on without a gap to %s only, and the last transaction in it ended at 2026-11-01T10:03:00Z"
                        .formatted(start("c")),
                reachable);
        isUnreachable(
                refusal(planner, "xid:102"),
                "xid:102",
                "no transaction of that number ended in the WAL behind any backup of the vault",
                reachable);
        isUnreachable(
                refusal(planner, start("d").toString()),
                start("d").toString(),
                "it is outside of what is kept",
                reachable);
        assertThat(planner.plan(RestoreTarget.parse("latest"), null).base().snapshot())
                .isEqualTo("two");
        assertThat(planner.plan(RestoreTarget.parse("xid:101"), null).base().snapshot())
                .isEqualTo("one");
    }

    @Test
    void aTransactionIsFoundByItsNumberInTheLog() {
        RestorePlan plan = plan("xid:104");

        assertThat(plan.base().snapshot()).isEqualTo("two");
        assertThat(plan.recovery()).isEqualTo(new Recovery.AtXid(104, Recovery.Edge.AFTER));
        assertThat(plan.recovery().settings(ONE))
                .containsEntry("recovery_target_xid", "104")
                .containsEntry("recovery_target_inclusive", "on");
        assertThat(plan.walEnd()).isEqualTo(start("behind e"));
        assertThat(plan("xid:" + ((5L << 32) + 104)).recovery())
                .as("with its epoch")
                .isEqualTo(new Recovery.AtXid(104, Recovery.Edge.AFTER));
    }

    @Test
    void aTransactionThatEndedDuringABackupWantsAnEarlierOne() {
        assertThat(plan("xid:103").base().snapshot()).isEqualTo("one");
    }

    @Test
    void refusesAnUnknownTransactionAndOneBeforeTheFirstBackup() {
        String why =
                "no transaction of that number ended in the WAL behind any backup of the vault";

        isUnreachable(refusal(planner(all()), "xid:999"), "xid:999", why, window());
        isUnreachable(refusal(planner(all()), "xid:100"), "xid:100", why, window());
    }

    @Test
    void aRunIsFoundByTheTransactionOfItsIntent() {
        RunCommit run = run(104, start("d"));

        RestorePlan before = plan(word -> "before-" + word, run);
        RestorePlan after = plan(word -> "after-" + word, run);

        assertThat(before.recovery()).isEqualTo(new Recovery.AtXid(104, Recovery.Edge.BEFORE));
        assertThat(before.recovery().settings(ONE))
                .containsEntry("recovery_target_xid", "104")
                .containsEntry("recovery_target_inclusive", "off");
        assertThat(after.recovery()).isEqualTo(new Recovery.AtXid(104, Recovery.Edge.AFTER));
        assertThat(List.of(before.base().snapshot(), after.base().snapshot())).containsOnly("two");
        assertThat(plan(word -> "before-" + word, run(103, start("b"))).base().snapshot())
                .as("the run committed while the second backup was taken")
                .isEqualTo("one");
    }

    @Test
    void refusesARunWhoseCommitIsNotInTheWal() {
        RunCommit run = run(200, start("d"));

        isUnreachable(
                refusal(() -> plan(word -> "before-" + word, run)),
                "before-run:7",
                "the commit of run 7 (transaction 200) is not in the vault's WAL, which goes on from %s to %s"
                        .formatted(start("d"), log.end()),
                window());
    }

    @Test
    void refusesARunThatTheLogSaysWasRolledBack() {
        Problem problem = refusal(() -> plan(word -> "after-" + word, run(102, start("b"))));

        assertThat(problem.code().name()).isEqualTo("run-changed-nothing");
        assertThat(problem.code().exitCode()).isEqualTo(2);
        assertThat(problem.headline()).isEqualTo("run 7 was rolled back");
        assertThat(problem.what()).isEqualTo("the database is the same before and after it");
        assertThat(problem.remedy()).isEqualTo("Restore to a run that was loaded, or to a time.");
    }

    @Test
    void refusesARunBeforeTheFirstBackup() {
        isUnreachable(
                refusal(() -> plan(word -> "before-" + word, run(100, Lsn.parse("0/1000000")))),
                "before-run:7",
                "no backup ends before %s with WAL up to it".formatted(start("a")),
                window());
    }

    @Test
    void refusesEverythingWithoutAWholeBackup() {
        WalRange tooShort =
                new WalRange(
                        ONE, Lsn.parse("0/1000000"), new Lsn(bases.getFirst().stop().bytes() - 1));
        String nothing = "no point at all: no backup is complete";

        isUnreachable(
                refusal(planner(tooShort), "latest"), "latest", "no backup is whole", nothing);
        isUnreachable(
                refusal(planner(), "2026-11-01T10:08:30Z"),
                "2026-11-01T10:08:30Z",
                "no backup had finished at that time",
                nothing);
        bases.clear();
        isUnreachable(refusal(planner(all()), "latest"), "latest", "no backup is whole", nothing);
    }
}
