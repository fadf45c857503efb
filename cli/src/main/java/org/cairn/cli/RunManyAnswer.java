package org.cairn.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.cairn.app.AppProblems;
import org.cairn.app.RunMany.Ended;
import org.cairn.collect.RunReport;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.ledger.run.RunCounts;
import org.cairn.ledger.run.RunState;
import org.jspecify.annotations.Nullable;

/// How several runs ended. [#ended] may be called by any thread.
final class RunManyAnswer {
    private static final int SOME = 3;

    private final Output output;
    private final Shared shared;

    RunManyAnswer(Output output, Shared shared) {
        this.output = output;
        this.shared = shared;
    }

    /// All was loaded: 0. Nothing was, for reasons of one kind: the status of that kind. Otherwise
    /// it is finished but incomplete.
    static int exit(List<Ended> all) {
        Set<Integer> statuses = all.stream().map(RunManyAnswer::exit).collect(Collectors.toSet());
        return statuses.contains(Main.CANCELLED)
                ? Main.CANCELLED
                : statuses.size() == 1 ? statuses.iterator().next() : SOME;
    }

    private static int exit(Ended ended) {
        return switch (ended) {
            case Ended.Done(_, var report) -> RunAnswer.exit(report);
            case Ended.Failed(_, var problem) -> problem.code().exitCode();
            case Ended.Broken _ -> AppProblems.INTERNAL.exitCode();
            case Ended.Cancelled _ -> Main.CANCELLED;
        };
    }

    /// Tells of one that has just ended.
    synchronized void ended(Ended ended) {
        shared.ended(String.join("+", ended.names()));
        if (shared.json) {
            output.answer(json(ended));
            output.flush();
        }
    }

    private static Json json(Ended ended) {
        Json json = Json.object().with("type", "run").with("names", ended.names());
        switch (ended) {
            case Ended.Done(_, var report) ->
                    RunAnswer.counts(
                                    json.with("run", report.run().value())
                                            .with("state", report.state().sqlName()),
                                    report.total())
                            .with("held_reasons", report.heldReasons())
                            .with("overridden", report.overridden());
            case Ended.Failed(_, var problem) ->
                    json.with("state", "failed").with("problem", Output.json(problem));
            case Ended.Broken(_, var failure) ->
                    json.with("state", "failed").with("problem", Output.json(broken(failure)));
            case Ended.Cancelled _ -> json.with("state", "cancelled");
        }
        return json.with("exit", exit(ended));
    }

    void end(List<Ended> all, double seconds) {
        if (shared.json) {
            output.answer(sum(all, seconds));
            return;
        }
        output.answer(table(all));
        output.answer("");
        all.forEach(this::explain);
        long good = all.stream().filter(each -> exit(each) == 0).count();
        output.answer("%d of %d runs are loaded or unchanged".formatted(good, all.size()));
    }

    private static Json sum(List<Ended> all, double seconds) {
        List<RunReport> reports = reports(all);
        RunCounts total = RunCounts.sum(reports.stream().map(RunReport::total).toList());
        return RunAnswer.counts(
                        Json.object()
                                .with("type", "end")
                                .with("exit", exit(all))
                                .with(
                                        "run",
                                        reports.stream()
                                                .map(report -> report.run().value())
                                                .max(Comparator.naturalOrder())
                                                .orElse(null)),
                        total)
                .with("commit_lsn", last(reports))
                .with("seconds", seconds)
                .with("runs", all.stream().map(RunManyAnswer::json).toList());
    }

    private static @Nullable Lsn last(List<RunReport> reports) {
        Lsn last = null;
        for (RunReport report : reports) {
            Lsn lsn = report.commitLsn();
            if (lsn != null && (last == null || lsn.compareTo(last) > 0)) {
                last = lsn;
            }
        }
        return last;
    }

    private static List<RunReport> reports(List<Ended> all) {
        List<RunReport> reports = new ArrayList<>();
        for (Ended each : all) {
            if (each instanceof Ended.Done(_, var report)) {
                reports.add(report);
            }
        }
        return reports;
    }

    private static Table table(List<Ended> all) {
        var table =
                new Table(
                        "run", "state", "records", "new", "changed", "same", "refused", "gone",
                        "held", "of");
        for (Ended each : all) {
            String names = String.join(" ", each.names());
            switch (each) {
                case Ended.Done(_, var report) -> {
                    RunCounts counts = report.total();
                    table.row(
                            report.run(),
                            report.state().sqlName(),
                            counts.records(),
                            counts.created(),
                            counts.changed(),
                            counts.unchanged(),
                            counts.quarantined(),
                            counts.withdrawn(),
                            counts.held(),
                            names);
                }
                case Ended.Failed _, Ended.Broken _ ->
                        table.row("-", "failed", "-", "-", "-", "-", "-", "-", "-", names);
                case Ended.Cancelled _ ->
                        table.row("-", "cancelled", "-", "-", "-", "-", "-", "-", "-", names);
            }
        }
        return table;
    }

    private void explain(Ended ended) {
        String names = String.join(" ", ended.names());
        switch (ended) {
            case Ended.Done(_, var report) when report.state() == RunState.HELD -> {
                output.answer(
                        "%s: run %s is held: nothing was loaded".formatted(names, report.run()));
                report.heldReasons().forEach(reason -> output.answer("  because " + reason));
                output.answer(
                        "  next: look at the documents; if they are right: %s --override REASON"
                                .formatted(shared.next("run " + names)));
            }
            case Ended.Done(_, var report) ->
                    report.overridden()
                            .forEach(reason -> output.answer(names + ": overridden: " + reason));
            case Ended.Failed(_, var problem) -> {
                output.note(names + ":");
                output.problem(problem);
            }
            case Ended.Broken(_, var failure) -> {
                output.note(names + ":");
                output.problem(broken(failure));
            }
            case Ended.Cancelled _ -> {}
        }
    }

    private static Problem broken(Throwable failure) {
        return failure instanceof OutOfMemoryError ? Main.memory() : Main.internal(failure);
    }
}
