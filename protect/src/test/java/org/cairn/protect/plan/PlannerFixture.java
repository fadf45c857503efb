package org.cairn.protect.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.postgres.wal.TransactionEnd.Kind;
import org.junit.jupiter.api.BeforeEach;

/// A log with backups and commits, and planners over parts of it.
abstract class PlannerFixture {
    static final Timeline ONE = new Timeline(1);
    static final Timeline TWO = new Timeline(2);
    static final TimelinePath TO_ONE = TimelinePath.of(TimelineHistory.first());

    final FakeLog log = new FakeLog(Lsn.parse("0/1000000"));
    final Map<String, Lsn> starts = new LinkedHashMap<>();
    final List<Base> bases = new ArrayList<>();

    @BeforeEach
    void writeTheLog() {
        log.fill(3000);
        commit("a", 100, "10:01");
        Lsn first = log.fill(20_000);
        backup("one", first, log.fill(20_000), "10:02");
        commit("b", 101, "10:03");
        log.fill(500);
        starts.put("c", log.ends(102, Kind.ABORT, at("10:04")));
        Lsn second = log.fill(100);
        log.fill(9000);
        commit("d", 103, "10:06");
        backup("two", second, log.fill(20_000), "10:07");
        commit("e", 104, "10:08");
        log.fill(50);
        commit("f", 105, "10:09");
    }

    void commit(String name, long xid, String time) {
        starts.put(name, log.ends(xid, Kind.COMMIT, at(time)));
        starts.put("behind " + name, log.end());
    }

    void backup(String name, Lsn start, Lsn last, String time) {
        assertThat(last).isGreaterThan(start);
        bases.add(new Base(name, ONE, start, log.end(), at(time), 10, 1L << 30));
    }

    static Instant at(String time) {
        return Instant.parse("2026-11-01T" + time + ":00Z");
    }

    Lsn start(String name) {
        return Objects.requireNonNull(starts.get(name), name);
    }

    WalRange all() {
        return new WalRange(ONE, Lsn.parse("0/1000000"), log.end());
    }

    RestorePlanner planner(WalRange... wal) {
        return planner(TO_ONE, wal);
    }

    /// A planner that sees no byte that is not in the ranges.
    RestorePlanner planner(TimelinePath path, WalRange... wal) {
        WalCoverage coverage = WalCoverage.of(List.of(wal));
        return new RestorePlanner(
                "7000",
                path,
                bases,
                coverage,
                new LogSearch(FakeLog.SIZE, way -> log.only(way, coverage)));
    }

    RestorePlan plan(String target) {
        return planner(all()).plan(RestoreTarget.parse(target), null);
    }

    static Problem refusal(RestorePlanner planner, String target) {
        return refusal(() -> planner.plan(RestoreTarget.parse(target), null));
    }

    static Problem refusal(Runnable act) {
        var thrown = catchThrowableOfType(ProblemException.class, act::run);
        assertThat(thrown).as("a refusal").isNotNull();
        assertThat(thrown.problem().kept()).isEqualTo("nothing was written");
        return thrown.problem();
    }

    void isUnreachable(Problem problem, String target, String why, String reachable) {
        assertThat(problem.code().name()).isEqualTo("target-unreachable");
        assertThat(problem.code().exitCode()).isEqualTo(21);
        assertThat(problem.headline()).isEqualTo("cannot restore to " + target);
        assertThat(problem.what()).isEqualTo(why);
        assertThat(problem.remedy())
                .isEqualTo("Choose a point that can be reached: " + reachable + ".");
    }

    String window() {
        return "%s (2026-11-01T10:02:00Z) to %s".formatted(bases.getFirst().stop(), log.end());
    }

    RunCommit run(long xid, Lsn from) {
        return new RunCommit(new RunNumber(7), xid, ONE, from);
    }

    RestorePlan plan(UnaryOperator<String> target, RunCommit run) {
        return planner(all()).plan(RestoreTarget.parse(target.apply("run:7")), run);
    }
}
