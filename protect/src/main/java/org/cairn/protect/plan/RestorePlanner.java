package org.cairn.protect.plan;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TransactionEnd;
import org.cairn.protect.ProtectProblems;
import org.jspecify.annotations.Nullable;

/// Finds the snapshot and the WAL that lead to a target, and proves that nothing is missing between
/// them. Confined to one thread.
///
/// Every answer is checked against the log itself: a transaction is only promised when the record
/// that ended it was read. What cannot be reached is refused with `target-unreachable`, naming what
/// can; nothing is ever "restored to the latest instead".
public final class RestorePlanner {
    private final String server;
    private final TimelinePath path;
    private final List<Base> bases;
    private final WalCoverage coverage;
    private final LogSearch log;

    /// @param bases of this server, in any order
    public RestorePlanner(
            String server,
            TimelinePath path,
            List<Base> bases,
            WalCoverage coverage,
            LogSearch log) {
        this.server = server;
        this.path = path;
        this.bases =
                bases.stream()
                        .filter(base -> path.holds(base.timeline(), base.stop()))
                        .sorted(Comparator.comparing(Base::stop).reversed())
                        .toList();
        this.coverage = coverage;
        this.log = log;
    }

    /// Where replay ends and what it must have read by then.
    ///
    /// @param from the restored directory must be consistent here: the snapshot ends before
    private record Aim(Recovery recovery, Lsn from, Lsn needed) {}

    /// Plans a restore to the end, a time, a position or a transaction.
    public RestorePlan plan(RestoreTarget target, @Nullable RunCommit run) {
        return switch (target) {
            case RestoreTarget.Latest _ -> latest(target);
            case RestoreTarget.AtLsn(Lsn lsn) -> toLsn(target, lsn);
            case RestoreTarget.AtTime(Instant instant) -> toTime(target, instant);
            case RestoreTarget.AtXid(long xid) -> toXid(target, xid);
            case RestoreTarget.BeforeRun _ -> toRun(target, required(run), Recovery.Edge.BEFORE);
            case RestoreTarget.AfterRun _ -> toRun(target, required(run), Recovery.Edge.AFTER);
        };
    }

    private static RunCommit required(@Nullable RunCommit run) {
        if (run == null) {
            throw new IllegalArgumentException("a target at a run needs the run");
        }
        return run;
    }

    private RestorePlan latest(RestoreTarget target) {
        Base base =
                newest(whole -> true).orElseThrow(() -> unreachable(target, "no backup is whole"));
        return toEnd(target, base);
    }

    private RestorePlan toEnd(RestoreTarget target, Base base) {
        Lsn end = reach(base);
        Timeline last = path.between(base.start(), end).getLast().timeline();
        // Where nothing of the next timeline is there yet, the old one may go on beyond the branch.
        boolean goesOn =
                !last.equals(path.timeline())
                        && log.recordFrom(path.stayingOn(last), end).isPresent();
        return planned(
                target, base, goesOn ? new Recovery.BeforeLsn(end) : new Recovery.EndOfWal(), end);
    }

    private RestorePlan toLsn(RestoreTarget target, Lsn lsn) {
        Base base =
                newest(whole ->
                                whole.stop().compareTo(lsn) <= 0
                                        && reach(whole).compareTo(lsn) >= 0)
                        .orElseThrow(() -> unreachable(target, "it is outside of what is kept"));
        // Replay can only stop at a record; when none begins behind the position, all that there is
        // lies before it.
        return log.recordFrom(path, lsn)
                .filter(record -> record.start().compareTo(reach(base)) < 0)
                .map(record -> planned(target, base, new Recovery.BeforeLsn(lsn), record.end()))
                .orElseGet(() -> toEnd(target, base));
    }

    /// PostgreSQL stops before the first transaction of all that it replays that ended after the
    /// instant, also when later ones ended before it: a server's clock may be set back. While the
    /// backup is not consistent yet, it cannot stop.
    private RestorePlan toTime(RestoreTarget target, Instant instant) {
        Base refused = null;
        for (Base base : bases) {
            if (!isWhole(base) || base.finishedAt().isAfter(instant)) {
                continue;
            }
            var around = log.around(path, instant, base.start(), reach(base));
            if (around.after() == null) {
                Instant last = around.last() == null ? base.finishedAt() : around.last();
                throw unreachable(target, behindTheLast(base, last));
            }
            if (around.after().start().compareTo(base.stop()) >= 0) {
                return planned(target, base, new Recovery.UpTo(instant), around.after().end());
            }
            refused = base;
        }
        throw unreachable(
                target,
                refused == null
                        ? "no backup had finished at that time"
                        : "the clock of the server was set back while backup %s was taken: a transaction in it ended later"
                                .formatted(refused.snapshot()));
    }

    private String behindTheLast(Base base, Instant last) {
        return newest(whole -> true).filter(newest -> reach(newest).equals(reach(base))).isPresent()
                ? "the last transaction in the vault ended at %s; `latest` restores it"
                        .formatted(last)
                : "the WAL behind backup %s goes on without a gap to %s only, and the last transaction in it ended at %s"
                        .formatted(base.snapshot(), reach(base), last);
    }

    private RestorePlan toXid(RestoreTarget target, long xid) {
        for (Base base : bases) {
            if (isWhole(base)) {
                var end = log.findXid(path, xid, base.stop(), reach(base));
                if (end.isPresent()) {
                    return aimed(
                            target,
                            new Aim(
                                    new Recovery.AtXid(xid & 0xFFFF_FFFFL, Recovery.Edge.AFTER),
                                    end.get().start(),
                                    end.get().end()));
                }
            }
        }
        throw unreachable(
                target,
                "no transaction of that number ended in the WAL behind any backup of the vault");
    }

    private RestorePlan toRun(RestoreTarget target, RunCommit run, Recovery.Edge edge) {
        Lsn known = path.contiguousEnd(coverage, run.from());
        var commit = log.findXid(path, run.xid(), run.from(), known);
        if (commit.isEmpty()) {
            throw unreachable(
                    target,
                    "the commit of run %s (transaction %d) is not in the vault's WAL, which goes"
                                    .formatted(run.run(), run.xid())
                            + " on from %s to %s".formatted(run.from(), known));
        }
        if (commit.get().kind() == TransactionEnd.Kind.ABORT) {
            throw changedNothing(run.run());
        }
        return aimed(
                target,
                new Aim(
                        new Recovery.AtXid(run.xid() & 0xFFFF_FFFFL, edge),
                        commit.get().start(),
                        commit.get().end()));
    }

    /// For a run of which the vault or the log knows that it was rolled back.
    public static ProblemException changedNothing(RunNumber run) {
        return ProtectProblems.RUN_CHANGED_NOTHING
                .says("run %s was rolled back", run)
                .what("the database is the same before and after it")
                .kept("nothing was written")
                .remedy("Restore to a run that was loaded, or to a time.")
                .with("run", run.value())
                .asException();
    }

    private RestorePlan aimed(RestoreTarget target, Aim aim) {
        Base base =
                newest(whole ->
                                whole.stop().compareTo(aim.from()) <= 0
                                        && reach(whole).compareTo(aim.needed()) >= 0)
                        .orElseThrow(() ->
                                unreachable(
                                        target,
                                        "no backup ends before %s with WAL up to it"
                                                .formatted(aim.from())));
        return planned(target, base, aim.recovery(), aim.needed());
    }

    private RestorePlan planned(RestoreTarget target, Base base, Recovery recovery, Lsn needed) {
        return new RestorePlan(
                server,
                target,
                base,
                path,
                recovery,
                path.between(base.start(), needed),
                target instanceof RestoreTarget.Latest ? behind(reach(base)) : List.of());
    }

    /// WAL that is there and that no replay gets to.
    private List<WalRange> behind(Lsn reach) {
        return coverage.stretches(path.timeline()).stream()
                .filter(stretch -> stretch.start().compareTo(reach) > 0)
                .toList();
    }

    private Optional<Base> newest(Predicate<Base> wanted) {
        return bases.stream().filter(this::isWhole).filter(wanted).findFirst();
    }

    /// Whether the WAL that was written while the snapshot was taken is all there.
    private boolean isWhole(Base base) {
        return reach(base).compareTo(base.stop()) >= 0;
    }

    private Lsn reach(Base base) {
        return path.contiguousEnd(coverage, base.start());
    }

    private ProblemException unreachable(RestoreTarget target, String why) {
        Window window = Window.of(path, bases, coverage);
        return ProtectProblems.TARGET_UNREACHABLE
                .says("cannot restore to %s", target)
                .what("%s", why)
                .kept("nothing was written")
                .remedy("Choose a point that can be reached: %s.", window.reachable())
                .with("target", target)
                .with("reachable", window.reachable())
                .asException();
    }
}
