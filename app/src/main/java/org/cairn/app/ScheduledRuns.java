package org.cairn.app;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.cairn.collect.RunReport;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunState;

/// The runs that `cairn serve` begins by itself, in the ledger like all others. Safe for any
/// thread.
final class ScheduledRuns implements RunSchedules.Acts {
    private final Supplier<Wiring> anew;
    private final EventSink events;
    private final Set<RunMany> under = new HashSet<>();
    private boolean ended;

    ScheduledRuns(Supplier<Wiring> anew, EventSink events) {
        this.anew = anew;
        this.events = events;
    }

    @Override
    public PlannedRuns.Past past(List<String> names) {
        return anew.get().readLedger().past(names);
    }

    @Override
    public void run(List<String> names) {
        try {
            Wiring wiring = anew.get();
            // Declared as of now: somebody may have corrected it since.
            List<OneRun> runs = wiring.runSources().each(names, RunSources.How.NEWS);
            RunMany many = wiring.runMany();
            if (!begin(many)) {
                return;
            }
            try {
                many.run(runs, runs.size(), this::tell);
            } finally {
                end(many);
            }
        } catch (ProblemException e) {
            note(names, problem(e.problem()));
        }
    }

    private synchronized boolean begin(RunMany many) {
        return !ended && under.add(many);
    }

    private synchronized void end(RunMany many) {
        under.remove(many);
    }

    private void tell(RunMany.Ended how) {
        switch (how) {
            case RunMany.Ended.Done(var names, RunReport report) ->
                    note(
                            names,
                            report.state() == RunState.HELD
                                    ? "run %s is held: %s"
                                            .formatted(
                                                    report.run(),
                                                    String.join("; ", report.heldReasons()))
                                    : "run %s: %s, %d records"
                                            .formatted(
                                                    report.run(),
                                                    report.state().sqlName(),
                                                    report.total().records()));
            case RunMany.Ended.Failed(var names, Problem problem) -> note(names, problem(problem));
            case RunMany.Ended.Broken(var names, Throwable failure) ->
                    note(names, "failed by a mistake in Cairn: " + failure);
            case RunMany.Ended.Cancelled(var names) -> note(names, "cancelled");
        }
    }

    private static String problem(Problem problem) {
        return "failed: %s (%s). %s"
                .formatted(problem.headline(), problem.code().name(), problem.remedy());
    }

    private void note(List<String> names, String text) {
        events.accept(
                new RunEvent.Noted("scheduled run of " + String.join(", ", names) + ": " + text));
    }

    @Override
    public void cancel() {
        List<RunMany> now;
        synchronized (this) {
            ended = true;
            now = List.copyOf(under);
        }
        var word = new OverrideWord("cairn serve ends", System.getProperty("user.name", ""));
        now.forEach(many -> many.cancel(word));
    }
}
