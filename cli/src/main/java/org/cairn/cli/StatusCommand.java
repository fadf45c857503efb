package org.cairn.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.cairn.app.ReplicateVault.Standing;
import org.cairn.app.ReportRecovery.Recovery;
import org.cairn.app.ReportStatus.DatasetStatus;
import org.cairn.app.ReportStatus.SourceStatus;
import org.cairn.app.ReportStatus.Status;
import org.cairn.app.Wiring;
import org.cairn.kernel.ByteSize;
import org.cairn.ledger.run.RunState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = {
            "Says how the project stands: sources, datasets, quarantine, vault, recovery.",
            "",
            "Examples:  cairn status  |  cairn status --json  |  cairn status --metrics"
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    @Option(
            names = "--metrics",
            description = "Answer as metrics in Prometheus' text format, for a textfile collector.")
    boolean metrics;

    StatusCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        Wiring wiring = shared.wiring(output);
        Status status = wiring.reportStatus().report();
        Recovery recovery = wiring.reportRecovery().report();
        List<Standing> copies = wiring.replicateVault(null, null).standings();
        shared.endProgress();
        if (metrics) {
            output.answer(MetricsText.of(status, recovery, copies, wiring.clock().instant()));
        } else if (shared.json) {
            output.answer(json(status, recovery, copies, wiring.clock().instant()));
        } else {
            show(status, recovery, copies, wiring);
        }
        return 0;
    }

    private static Json json(Status status, Recovery recovery, List<Standing> copies, Instant now) {
        return Json.object()
                .with("project", status.project())
                .with(
                        "sources",
                        status.sources().stream().map(source -> json(source, now)).toList())
                .with("datasets", status.datasets().stream().map(StatusCommand::json).toList())
                .with("quality", Json.object().with("quarantined", status.quarantined()))
                .with(
                        "vault",
                        Json.object()
                                .with("documents", status.vault().documents())
                                .with("bytes_logical", status.vault().logicalBytes())
                                .with("bytes_stored", status.vault().documentBytes()))
                .with("copies", copies.stream().map(StatusCommand::json).toList())
                .with("recovery", RecoveryAnswer.json(recovery))
                .with("drill", Json.object())
                .with("findings", List.of());
    }

    private static Json json(Standing copy) {
        return Json.object()
                .with("to", copy.to())
                .with("tried_at", copy.tried())
                .with("whole_at", copy.whole())
                .with("last", copy.text());
    }

    private static Json json(SourceStatus source, Instant now) {
        RunState state = source.lastState();
        return Json.object()
                .with("source", source.name())
                .with("last_run", source.lastRun() == null ? null : source.lastRun().value())
                .with("last_state", state == null ? null : state.sqlName())
                .with("loaded_at", source.loadedAt())
                .with("next_run", source.plan().next())
                .with("failures", source.plan().failures())
                .with("stale", source.isStale(now))
                .with(
                        "freshness_seconds",
                        source.plan().freshness() == null
                                ? null
                                : source.plan().freshness().toSeconds());
    }

    private static Json json(DatasetStatus dataset) {
        return Json.object()
                .with("dataset", dataset.name())
                .with("rows", dataset.rows())
                .with("withdrawn", dataset.withdrawn())
                .with("child", dataset.child());
    }

    private void show(Status status, Recovery recovery, List<Standing> copies, Wiring wiring) {
        for (SourceStatus source : status.sources()) {
            output.answer("source      %-20s %s".formatted(source.name(), words(source, wiring)));
        }
        for (DatasetStatus dataset : status.datasets()) {
            output.answer(
                    "dataset     %-20s %d rows%s"
                            .formatted(
                                    dataset.name(),
                                    dataset.rows(),
                                    dataset.withdrawn() == 0
                                            ? ""
                                            : ", " + dataset.withdrawn() + " withdrawn"));
        }
        output.answer(
                "quarantine  %d records%s"
                        .formatted(
                                status.quarantined(),
                                status.quarantined() == 0
                                        ? ""
                                        : "   → " + shared.next("quarantine ls")));
        output.answer(
                "vault       %d documents, %s stored for %s"
                        .formatted(
                                status.vault().documents(),
                                new ByteSize(status.vault().documentBytes()),
                                new ByteSize(status.vault().logicalBytes())));
        copies.forEach(copy ->
                output.answer("copy        %-20s %s".formatted(copy.to(), words(copy, wiring))));
        RecoveryAnswer.lines(recovery, wiring.clock().instant(), shared).forEach(output::answer);
        next(status);
    }

    private String words(SourceStatus source, Wiring wiring) {
        if (source.lastRun() == null) {
            return "never run   → " + shared.next("run " + source.name()) + plan(source, wiring);
        }
        String loaded =
                source.loadedAt() == null
                        ? "never loaded"
                        : "good " + Ago.of(source.loadedAt(), wiring.clock().instant());
        RunState state = source.lastState();
        return "%s, last run %s: %s%s"
                .formatted(
                        loaded,
                        source.lastRun(),
                        state == null ? "" : state.sqlName(),
                        plan(source, wiring));
    }

    private static String words(Duration time) {
        return time.toHours() > 0 && time.toMinutesPart() == 0
                ? time.toHours() + " h"
                : time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    private static String plan(SourceStatus source, Wiring wiring) {
        Instant now = wiring.clock().instant();
        Instant next = source.plan().next();
        Duration freshness = source.plan().freshness();
        var text = new StringBuilder();
        if (source.plan().failures() > 1) {
            text.append(", %d failures in a row".formatted(source.plan().failures()));
        }
        if (next != null) {
            text.append(
                    next.isAfter(now)
                            ? ", next " + next.truncatedTo(ChronoUnit.SECONDS)
                            : ", due now");
        }
        if (freshness != null && source.isStale(now)) {
            text.append(", older than the " + words(freshness) + " it may be");
        }
        return text.toString();
    }

    private String words(Standing copy, Wiring wiring) {
        Instant now = wiring.clock().instant();
        String whole = copy.whole() == null ? "never whole" : "whole " + Ago.of(copy.whole(), now);
        if (copy.tried() == null) {
            return "never copied   → " + shared.next("repo replicate");
        }
        return copy.isWhole()
                ? whole
                : "%s, last tried %s: %s".formatted(whole, Ago.of(copy.tried(), now), copy.text());
    }

    private void next(Status status) {
        String open =
                status.sources().stream()
                        .filter(source ->
                                source.lastState() == RunState.HELD
                                        || source.lastState() == RunState.FAILED)
                        .map(source -> shared.next("run show " + source.lastRun()))
                        .distinct()
                        .collect(Collectors.joining("  |  "));
        if (!open.isEmpty()) {
            output.answer("next: " + open);
        }
    }
}
