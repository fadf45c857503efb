package org.cairn.cli;

import java.util.List;
import org.cairn.collect.RunReport;
import org.cairn.ledger.run.RunCounts;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.ledger.run.RunState;

/// How the end of a run is shown.
final class RunAnswer {
    private RunAnswer() {}

    /// Exit status of a run: a held one is finished but incomplete.
    static int exit(RunReport report) {
        return report.state() == RunState.HELD ? 3 : 0;
    }

    /// The last line by the contract, with more fields after it.
    static Json json(RunReport report) {
        RunCounts total = report.total();
        return counts(
                        Json.object()
                                .with("type", "end")
                                .with("exit", exit(report))
                                .with("run", report.run().value()),
                        total)
                .with("commit_lsn", report.commitLsn())
                .with("seconds", report.seconds())
                .with("state", report.state().sqlName())
                .with("held_reasons", report.heldReasons())
                .with("overridden", report.overridden())
                .with("parts", report.parts().stream().map(RunAnswer::json).toList());
    }

    static Json json(RunPart part) {
        return counts(
                Json.object()
                        .with("source", part.source())
                        .with("resource", part.resource())
                        .with("dataset", part.dataset()),
                part.counts());
    }

    static Json counts(Json json, RunCounts counts) {
        return json.with("documents", counts.documents())
                .with("records", counts.records())
                .with("accepted", counts.accepted())
                .with("quarantined", counts.quarantined())
                .with("new", counts.created())
                .with("changed", counts.changed())
                .with("unchanged", counts.unchanged())
                .with("withdrawn", counts.withdrawn())
                .with("duplicates", counts.duplicates())
                .with("held", counts.held());
    }

    static Table table(List<RunPart> parts) {
        var table =
                new Table(
                        "dataset", "records", "new", "changed", "same", "twice", "refused", "gone",
                        "held");
        for (RunPart part : parts) {
            RunCounts counts = part.counts();
            table.row(
                    part.dataset(),
                    counts.records(),
                    counts.created(),
                    counts.changed(),
                    counts.unchanged(),
                    counts.duplicates(),
                    counts.quarantined(),
                    counts.withdrawn(),
                    counts.held());
        }
        return table;
    }

    /// One line that says what is true now.
    static String summary(RunReport report) {
        return switch (report.state()) {
            case LOADED ->
                    "run %s loaded in %.1f s, committed at %s"
                            .formatted(report.run(), report.seconds(), report.commitLsn());
            case UNCHANGED ->
                    "run %s: every document is as it was at the last run; nothing to load"
                            .formatted(report.run());
            case HELD -> "run %s is held: nothing was loaded".formatted(report.run());
            case RUNNING, FAILED, CANCELLED ->
                    "run %s: %s".formatted(report.run(), report.state().sqlName());
        };
    }
}
