package org.cairn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cairn.app.ReplayDocuments.Replayed;
import org.cairn.collect.Rehearsal;
import org.cairn.collect.Rehearsal.DatasetDiff;
import org.cairn.collect.Rehearsal.Sample;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.quarantine.QuarantineStates.Tally;
import org.cairn.ledger.run.RunState;
import org.jspecify.annotations.Nullable;

/// How replays and what they would change are shown.
final class ReplayAnswer {
    private static final int SHOWN = 40;

    private ReplayAnswer() {}

    static int show(Replayed replayed, Output output, Shared shared) {
        var report = replayed.report();
        if (shared.json) {
            output.answer(RunAnswer.json(report).with("quarantine", json(replayed.quarantine())));
            return RunAnswer.exit(report);
        }
        output.answer(RunAnswer.table(report.parts()));
        output.answer("");
        output.answer(RunAnswer.summary(report));
        if (report.state() == RunState.HELD) {
            report.heldReasons().forEach(reason -> output.answer("  because " + reason));
        } else {
            report.overridden().forEach(reason -> output.answer("  overridden: " + reason));
            output.answer(line(replayed.quarantine()));
        }
        if (report.total().quarantined() > 0) {
            output.answer(
                    "next: see what was refused: "
                            + shared.next("quarantine ls --run " + report.run()));
        }
        return RunAnswer.exit(report);
    }

    static List<String> lines(Rehearsal rehearsal) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "dry run, nothing was changed: %d documents of %s would be read again"
                        .formatted(rehearsal.documents(), runs(rehearsal.fetched())));
        lines.add("");
        var table = new Table("dataset", "added", "changed", "gone");
        rehearsal
                .datasets()
                .forEach(diff ->
                        table.row(diff.dataset(), diff.added(), diff.changed(), diff.gone()));
        lines.addAll(table.lines());
        rehearsal.datasets().forEach(diff -> lines.addAll(lines(diff)));
        lines.add("");
        lines.add(line(rehearsal.quarantine()));
        rehearsal.doubts().forEach(doubt -> lines.add("would be held, because " + doubt));
        return lines;
    }

    private static String runs(List<RunNumber> runs) {
        return runs.size() == 1
                ? "run " + runs.getFirst()
                : "runs %s to %s".formatted(runs.getFirst(), runs.getLast());
    }

    private static List<String> lines(DatasetDiff diff) {
        if (diff.samples().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(
                diff.columns().isEmpty()
                        ? diff.dataset() + ":"
                        : "%s: changed %s".formatted(diff.dataset(), words(diff.columns())));
        var table = new Table("", "key", "column", "before", "after");
        for (Sample sample : diff.samples()) {
            table.row(
                    sample.kind(),
                    sample.key(),
                    sample.column() == null ? "" : sample.column(),
                    cell(sample.before()),
                    cell(sample.after()));
        }
        lines.addAll(table.lines());
        return lines;
    }

    private static String cell(@Nullable String value) {
        if (value == null) {
            return "";
        }
        return value.length() > SHOWN ? value.substring(0, SHOWN - 1) + "…" : value;
    }

    static String line(Tally tally) {
        return "quarantine: %d released, %d refused anew%s, %d stay"
                .formatted(
                        tally.released(),
                        tally.refused().values().stream().mapToLong(Long::longValue).sum(),
                        tally.refused().isEmpty() ? "" : " (" + words(tally.refused()) + ")",
                        tally.stay());
    }

    private static String words(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    static Json json(Rehearsal rehearsal) {
        return Json.object()
                .with("dry_run", true)
                .with("documents", rehearsal.documents())
                .with("fetched_by", rehearsal.fetched().stream().map(RunNumber::value).toList())
                .with("parts", rehearsal.parts().stream().map(RunAnswer::json).toList())
                .with("datasets", rehearsal.datasets().stream().map(ReplayAnswer::json).toList())
                .with("quarantine", json(rehearsal.quarantine()))
                .with("held_reasons", rehearsal.doubts());
    }

    private static Json json(DatasetDiff diff) {
        return Json.object()
                .with("dataset", diff.dataset())
                .with("added", diff.added())
                .with("changed", diff.changed())
                .with("gone", diff.gone())
                .with("columns", json(diff.columns()))
                .with(
                        "samples",
                        diff.samples().stream()
                                .map(sample ->
                                        Json.object()
                                                .with("kind", sample.kind())
                                                .with("key", sample.key())
                                                .with("column", sample.column())
                                                .with("before", sample.before())
                                                .with("after", sample.after()))
                                .toList());
    }

    static Json json(Tally tally) {
        return Json.object()
                .with("released", tally.released())
                .with("refused", json(tally.refused()))
                .with("stay", tally.stay());
    }

    static Json json(Map<String, Long> counts) {
        Json json = Json.object();
        for (Map.Entry<String, Long> each : counts.entrySet()) {
            json = json.with(each.getKey(), each.getValue());
        }
        return json;
    }
}
