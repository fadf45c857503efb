package org.cairn.cli;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.cairn.app.OneRun;
import org.cairn.app.RunMany;
import org.cairn.app.RunSources;
import org.cairn.app.Wiring;
import org.cairn.collect.RunOrder;
import org.cairn.collect.RunReport;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.ledger.run.ReplayLedger;
import org.cairn.ledger.run.RunRecord;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = {
            "Loads sources or pipelines into their datasets, several at a time: each in one"
                    + " transaction, all of it or nothing. Without names: all sources.",
            "",
            "Examples:",
            "  cairn run gvrc",
            "  cairn run --parallel 8",
            "  cairn run gvrc --override \"the ministry closed 40 clinics\"",
            "  cairn run ls | cairn run show 12 | cairn run cancel 12"
        },
        footer = {
            "",
            "Exit: 0 loaded or unchanged, 2 a declaration is wrong, 3 held or the data is wrong, or of",
            "      several runs some were not loaded, 4 not allowed, 5 source or database not reachable",
            "      or busy, 6 a limit, 20 damage, 130 cancelled (143 by SIGTERM)."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            RunCommand.Ls.class,
            RunCommand.Show.class,
            RunCancelCommand.class,
            RunReplayCommand.class,
            RunApproveCommand.class,
            RunRejectCommand.class
        })
final class RunCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    @Spec CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Sources and pipelines (default: all).")
    List<String> names = List.of();

    @Option(
            names = "--override",
            paramLabel = "REASON",
            description =
                    "Load even what is outside what the source expects; the reason is recorded.")
    @Nullable String override;

    @Option(
            names = "--full",
            description =
                    "Ask incremental resources of web APIs for everything, not only for news.")
    boolean full;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description =
                    "How many runs may be under way at a time, at most 16 (default: 4). They share"
                            + " what each host allows.")
    int parallel = RunMany.USUAL;

    @Option(
            names = "--together",
            description =
                    "All that is named in one run and one transaction: all is loaded, or nothing.")
    boolean together;

    RunCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        if (override != null && override.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--override needs a reason");
        }
        if (parallel < 1 || parallel > RunMany.MOST) {
            throw new ParameterException(
                    spec.commandLine(), "--parallel is from 1 to " + RunMany.MOST);
        }
        Wiring wiring = shared.wiring(events());
        RunSources sources = wiring.runSources();
        List<OneRun> runs =
                together && !names.isEmpty()
                        ? List.of(sources.together(names, how()))
                        : sources.each(names, how());
        if (runs.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "the project declares no source to run");
        }
        RunMany many = wiring.runMany();
        var answered = new CountDownLatch(1);
        try (var _ = Main.cancellingAtSignal(() -> many.cancel(signal()), answered)) {
            int exit = runs.size() == 1 ? one(many, runs.getFirst()) : all(many, runs);
            output.flush();
            return exit;
        } finally {
            answered.countDown();
        }
    }

    private RunSources.How how() {
        var word = override == null ? null : new OverrideWord(override, user());
        return new RunSources.How(word, full ? RunOrder.Extent.ALL : RunOrder.Extent.NEWS);
    }

    private static OverrideWord signal() {
        return new OverrideWord("Ctrl-C or SIGTERM", user());
    }

    static String user() {
        return System.getProperty("user.name", "");
    }

    /// Of several runs, with `--json` each stage that ends is a line of the answer.
    private EventSink events() {
        ProgressLine line = shared.events(output);
        return event -> {
            if (shared.json
                    && event instanceof RunEvent.Within(String name, var inner)
                    && inner instanceof RunEvent.StageEnded(String stage, String summary)) {
                output.answer(
                        Json.object()
                                .with("type", "stage")
                                .with("source", name)
                                .with("stage", stage)
                                .with("summary", summary));
                output.flush();
            }
            line.accept(event);
        };
    }

    private int one(RunMany many, OneRun run) {
        RunReport report = many.run(run);
        shared.endProgress();
        if (shared.json) {
            output.answer(RunAnswer.json(report));
        } else {
            show(report);
        }
        return RunAnswer.exit(report);
    }

    private int all(RunMany many, List<OneRun> runs) {
        long began = System.nanoTime();
        var answer = new RunManyAnswer(output, shared);
        List<RunMany.Ended> ended = many.run(runs, parallel, answer::ended);
        shared.endProgress();
        answer.end(ended, (System.nanoTime() - began) / 1e9);
        return RunManyAnswer.exit(ended);
    }

    private void show(RunReport report) {
        output.answer(RunAnswer.table(report.parts()));
        output.answer("");
        output.answer(RunAnswer.summary(report));
        if (report.state() == RunState.HELD) {
            report.heldReasons().forEach(reason -> output.answer("  because " + reason));
            if (report.total().quarantined() > 0) {
                output.answer(
                        "next: see what was refused: "
                                + shared.next("quarantine ls --run " + report.run()));
            }
            output.answer(
                    "next: if it is right: %s --why REASON; if not: %s --why REASON"
                            .formatted(
                                    shared.next("run approve " + report.run()),
                                    shared.next("run reject " + report.run())));
        } else {
            report.overridden().forEach(reason -> output.answer("  overridden: " + reason));
            if (report.total().quarantined() > 0) {
                output.answer("next: " + shared.next("quarantine ls"));
            }
        }
    }

    @Command(name = "ls", description = "Lists the newest runs.", mixinStandardHelpOptions = true)
    static final class Ls implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;

        @Option(names = "--limit", paramLabel = "N", description = "How many (default: 20).")
        int limit = 20;

        Ls(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            List<RunRecord> runs = shared.wiring(output).readLedger().runs(limit);
            shared.endProgress();
            if (shared.json) {
                output.answer(Json.object().with("runs", runs.stream().map(Ls::json).toList()));
                return 0;
            }
            var table =
                    new Table(
                            "run", "state", "started", "records", "new", "changed", "refused",
                            "of");
            for (RunRecord run : runs) {
                table.row(
                        run.run(),
                        run.state().sqlName(),
                        run.startedAt().truncatedTo(ChronoUnit.SECONDS),
                        run.total().records(),
                        run.total().created(),
                        run.total().changed(),
                        run.total().quarantined(),
                        String.join(" ", run.names()));
            }
            output.answer(table);
            return 0;
        }

        private static @Nullable Json word(@Nullable OverrideWord word) {
            return word == null
                    ? null
                    : Json.object().with("reason", word.reason()).with("by", word.by());
        }

        static Json json(RunRecord run) {
            return Json.object()
                    .with("run", run.run().value())
                    .with("state", run.state().sqlName())
                    .with("names", run.names())
                    .with("started_at", run.startedAt())
                    .with("finished_at", run.finishedAt())
                    .with("xid", run.xid())
                    .with("commit_lsn", run.commitLsn())
                    .with("override", word(run.override()))
                    .with("held_reason", run.heldReason())
                    .with("problem", run.problem() == null ? null : new Json.Raw(run.problem()))
                    .with("cancelled", word(run.cancel()))
                    .with("parts", run.parts().stream().map(RunAnswer::json).toList());
        }
    }

    @Command(
            name = "show",
            description = "Shows one run: counts, times, why it was held or failed.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;

        @Spec CommandSpec spec;

        @Parameters(paramLabel = "RUN", description = "Its number.")
        long run;

        Show(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            RunRecord record = shared.wiring(output).readLedger().run(RunArgument.of(spec, run));
            shared.endProgress();
            if (shared.json) {
                output.answer(Ls.json(record));
                return 0;
            }
            output.answer("run %s: %s".formatted(record.run(), record.state().sqlName()));
            output.answer("of        " + String.join(" ", record.names()));
            output.answer("started   " + record.startedAt());
            line("finished", record.finishedAt());
            line("xid", record.xid());
            line("commit", record.commitLsn());
            line("held", record.heldReason());
            line("problem", record.problem());
            var cancel = record.cancel();
            line("cancelled", cancel == null ? null : cancel.reason() + " (" + cancel.by() + ")");
            var word = record.override();
            line("override", word == null ? null : word.reason() + " (" + word.by() + ")");
            facts(shared.wiring(output).readLedger().facts(RunArgument.of(spec, run)));
            if (!record.parts().isEmpty()) {
                output.answer("");
                output.answer(RunAnswer.table(record.parts()));
            }
            return 0;
        }

        private void facts(ReplayLedger.Facts facts) {
            if (facts.replay() != null) {
                line(
                        "replay",
                        "%s, of what was fetched by %s".formatted(facts.replay(), facts.fetched()));
            }
            ReplayLedger.Decision decision = facts.decision();
            line(
                    "decided",
                    decision == null
                            ? null
                            : "%s by %s at %s: %s"
                                    .formatted(
                                            decision.word(),
                                            decision.by(),
                                            decision.at(),
                                            decision.why()));
        }

        private void line(String name, @Nullable Object value) {
            if (value != null) {
                output.answer("%-9s %s".formatted(name, Table.oneLine(value.toString())));
            }
        }
    }
}
