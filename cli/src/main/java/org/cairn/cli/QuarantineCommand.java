package org.cairn.cli;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.cairn.app.ReadQuarantine;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.quarantine.QuarantineLedger.Filter;
import org.cairn.ledger.quarantine.QuarantineRecord;
import org.cairn.ledger.quarantine.QuarantineRecord.State;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "quarantine",
        description = {
            "Records that were refused: why, and their bytes.",
            "",
            "Examples:",
            "  cairn quarantine ls",
            "  cairn quarantine ls --run 12 --dataset facility",
            "  cairn quarantine show 7",
            "  cairn quarantine release --reason wrong-type --dry-run",
            "  cairn quarantine drop 7 --why \"closed in 1998\""
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            QuarantineCommand.Ls.class,
            QuarantineCommand.Show.class,
            QuarantineReleaseCommand.class,
            QuarantineDropCommand.class
        })
final class QuarantineCommand implements Runnable {
    @picocli.CommandLine.Spec picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "say ls, show, release or drop");
    }

    static Json json(QuarantineRecord record) {
        return json(record, record.span());
    }

    private static Json json(QuarantineRecord record, ByteSpan span) {
        return Json.object()
                .with("number", record.number())
                .with("run", record.run().value())
                .with("source", record.source())
                .with("resource", record.resource())
                .with("dataset", record.dataset())
                .with("stage", record.stage())
                .with("code", record.code())
                .with("field", record.field())
                .with("message", record.message())
                .with("state", record.state().sqlName())
                .with("first_run", record.firstRun().value())
                .with("ended", end(record.end()))
                .with(
                        "document",
                        Json.object()
                                .with("id", record.document().id())
                                .with("url", record.document().url())
                                .with("sha256", record.document().sha256()))
                .with(
                        "span",
                        Json.object().with("offset", span.offset()).with("length", span.length()));
    }

    private static @Nullable Json end(QuarantineRecord.@Nullable End end) {
        return end == null
                ? null
                : Json.object()
                        .with("run", end.run() == null ? null : end.run().value())
                        .with("at", end.at())
                        .with("by", end.by())
                        .with("why", end.why());
    }

    @Command(
            name = "ls",
            description = "Lists what is in quarantine now, or what one run put there.",
            mixinStandardHelpOptions = true)
    static final class Ls implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;

        @Option(names = "--run", paramLabel = "RUN", description = "Only of this run.")
        @Nullable Long run;

        @Option(names = "--dataset", paramLabel = "DATASET", description = "Only of this dataset.")
        @Nullable String dataset;

        @Option(names = "--reason", paramLabel = "CODE", description = "Only with this code.")
        @Nullable String reason;

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description =
                        "open, held, released, dropped or replaced (default: open; of a run: any).")
        QuarantineRecord.@Nullable State state;

        @Option(names = "--limit", paramLabel = "N", description = "How many (default: 100).")
        int limit = 100;

        @Option(
                names = "--after",
                paramLabel = "NO",
                description = "Only those that follow this one: the next page.")
        @Nullable Long after;

        Ls(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            State wanted = state == null && run == null ? State.OPEN : state;
            var filter =
                    new Filter(
                            null, run == null ? null : new RunNumber(run), dataset, reason, wanted);
            ReadQuarantine.Page page =
                    shared.wiring(output).readQuarantine().list(filter, after, limit);
            List<QuarantineRecord> records = page.records();
            shared.endProgress();
            if (shared.json) {
                output.answer(
                        Json.object()
                                .with("records", page.count())
                                .with("reasons", ReplayAnswer.json(page.codes()))
                                .with(
                                        "quarantine",
                                        records.stream().map(QuarantineCommand::json).toList()));
                return 0;
            }
            var table = new Table("no", "run", "dataset", "code", "file", "byte", "message");
            for (QuarantineRecord record : records) {
                table.row(
                        record.number(),
                        record.run(),
                        record.dataset(),
                        record.code(),
                        record.document().fileName(),
                        record.span().offset(),
                        record.message());
            }
            if (table.isEmpty()) {
                output.answer("quarantine is empty");
            } else {
                output.answer(table);
                output.answer("");
                more(page);
                output.answer("next: " + shared.next("quarantine show NO"));
            }
            return 0;
        }

        private void more(ReadQuarantine.Page page) {
            long refusals = page.codes().values().stream().mapToLong(Long::longValue).sum();
            if (refusals > page.records().size()) {
                output.answer(
                        "%d of %d refusals are shown: %s"
                                .formatted(
                                        page.records().size(),
                                        refusals,
                                        page.codes().entrySet().stream()
                                                .map(each -> each.getKey() + " " + each.getValue())
                                                .collect(Collectors.joining(", "))));
                output.answer(
                        "next: --after %d for the next ones"
                                .formatted(page.records().getLast().number()));
            }
        }
    }

    @Command(
            name = "show",
            description = "Shows one refusal and the bytes that were refused.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;

        @Parameters(paramLabel = "NO", description = "Its number in the list.")
        long number;

        Show(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            ReadQuarantine.Shown shown = shared.wiring(output).readQuarantine().show(number);
            shared.endProgress();
            QuarantineRecord record = shown.record();
            if (shared.json) {
                output.answer(
                        json(record, shown.span())
                                .with("member", shown.part())
                                .with(
                                        "bytes_base64",
                                        Base64.getEncoder().encodeToString(shown.bytes())));
                return 0;
            }
            output.answer("%s: %s".formatted(record.code(), record.message()));
            output.answer(
                    "run       %s of source %s, dataset %s"
                            .formatted(record.run(), record.source(), record.dataset()));
            output.answer(
                    "document  %s  %s"
                            .formatted(
                                    record.document().id().shortForm(), record.document().url()));
            output.answer(
                    "bytes     [%d, %d)%s"
                            .formatted(
                                    shown.span().offset(),
                                    shown.span().end(),
                                    shown.part() == null ? "" : " of " + shown.part()));
            output.answer("state     " + state(record));
            output.answer("");
            new String(shown.bytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Table::oneLine)
                    .forEach(output::answer);
            return 0;
        }

        private static String state(QuarantineRecord record) {
            var text = new StringBuilder(record.state().sqlName());
            if (!record.firstRun().equals(record.run())) {
                text.append(", refused since run ").append(record.firstRun());
            }
            QuarantineRecord.End end = record.end();
            if (end != null && end.run() != null) {
                text.append(", by run ").append(end.run());
            }
            if (end != null && end.by() != null) {
                text.append(", by %s at %s: %s".formatted(end.by(), end.at(), end.why()));
            }
            return Table.oneLine(text.toString());
        }
    }
}
