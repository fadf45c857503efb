package org.cairn.cli;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.cairn.app.TraceValue;
import org.cairn.collect.trace.Trace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "record",
        description = {
            "Shows records, and where their values come from.",
            "",
            "Examples:",
            "  cairn record show facility 12208",
            "  cairn record trace facility 12208 --column latitude",
            "  cairn record trace facility_contacts 12208,1 --column value"
        },
        mixinStandardHelpOptions = true,
        subcommands = {RecordCommand.Show.class, RecordCommand.TraceOne.class})
final class RecordCommand implements Runnable {
    @picocli.CommandLine.Spec picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "say show or trace");
    }

    @Command(
            name = "show",
            description = "Shows one record with its children.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;

        @Parameters(index = "0", paramLabel = "DATASET", description = "table or schema.table")
        String dataset = "";

        @Parameters(index = "1", paramLabel = "KEY", description = "Its key; values joined by ','.")
        String key = "";

        Show(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            TraceValue.Shown shown = shared.wiring(output).traceValue().show(dataset, key);
            shared.endProgress();
            var record = shown.record();
            if (shared.json) {
                var columns = Json.object();
                record.columns().forEach((name, value) -> columns.with(name, new Json.Raw(value)));
                var children = Json.object();
                shown.children()
                        .forEach((name, rows) ->
                                children.with(name, rows.stream().map(Json.Raw::new).toList()));
                output.answer(
                        Json.object()
                                .with("dataset", record.dataset().name())
                                .with("key", record.key().toString())
                                .with("record", columns)
                                .with(
                                        "withdrawn_by_run",
                                        record.withdrawn() == null
                                                ? null
                                                : record.withdrawn().value())
                                .with("children", children));
                return 0;
            }
            var table = new Table("column", "value");
            record.columns().forEach(table::row);
            output.answer(table);
            if (record.withdrawn() != null) {
                output.answer("withdrawn: run %s no longer found it".formatted(record.withdrawn()));
            }
            shown.children().forEach(this::children);
            return 0;
        }

        private void children(String name, List<String> rows) {
            output.answer("");
            output.answer("%s (%d)".formatted(name, rows.size()));
            rows.forEach(row -> output.answer("  " + Table.oneLine(row)));
        }
    }

    @Command(
            name = "trace",
            description = "Says where one value comes from: rule, document, bytes.",
            mixinStandardHelpOptions = true)
    static final class TraceOne implements Callable<Integer> {
        private static final int SHOWN = 400;

        private final Output output;

        @Mixin Shared shared;

        @Parameters(index = "0", paramLabel = "DATASET", description = "table or schema.table")
        String dataset = "";

        @Parameters(index = "1", paramLabel = "KEY", description = "Its key; values joined by ','.")
        String key = "";

        @Option(
                names = {"-c", "--column"},
                required = true,
                paramLabel = "COLUMN",
                description = "The column whose value is traced.")
        String column = "";

        TraceOne(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            Trace trace = shared.wiring(output).traceValue().trace(dataset, key, column);
            shared.endProgress();
            if (shared.json) {
                output.answer(json(trace));
            } else {
                lines(trace).forEach(output::answer);
            }
            return 0;
        }

        static Json json(Trace trace) {
            var document = trace.document();
            return Json.object()
                    .with("dataset", trace.dataset())
                    .with("key", trace.key())
                    .with("column", trace.column())
                    .with("value", new Json.Raw(trace.value()))
                    .with("run", trace.run().value())
                    .with("source", trace.source())
                    .with("rule", trace.rule())
                    .with(
                            "document",
                            Json.object()
                                    .with("id", document.id())
                                    .with("url", document.url())
                                    .with("sha256", document.sha256())
                                    .with("fetched_at", document.fetchedAt()))
                    .with("member", document.member())
                    .with(
                            "span",
                            Json.object()
                                    .with("offset", trace.span().offset())
                                    .with("length", trace.span().length()))
                    .with("pointer", trace.pointer())
                    .with("text", trace.text())
                    .with("bytes_base64", Base64.getEncoder().encodeToString(trace.bytes()));
        }

        static List<String> lines(Trace trace) {
            String bytes = readable(trace);
            return List.of(
                    "%s %s %s = %s"
                            .formatted(
                                    trace.dataset(),
                                    trace.key(),
                                    trace.column(),
                                    Table.oneLine(trace.value())),
                    "  rule      " + Table.oneLine(trace.rule()),
                    "  run       %s of source %s".formatted(trace.run(), trace.source()),
                    "  document  %s  %s"
                            .formatted(trace.document().id().shortForm(), trace.document().url()),
                    "            fetched %s, sha256 %s"
                            .formatted(
                                    trace.document().fetchedAt(),
                                    trace.document().sha256().hex().substring(0, 16) + "…"),
                    "  bytes     [%d, %d)%s  %s"
                            .formatted(
                                    trace.span().offset(),
                                    trace.span().end(),
                                    part(trace.document()),
                                    trace.pointer()),
                    "            "
                            + Table.oneLine(
                                    bytes.length() > SHOWN
                                            ? bytes.substring(0, SHOWN) + "…"
                                            : bytes));
        }

        /// The part of a workbook, whose bytes are counted; a file in an archive is a document.
        private static String part(Trace.Origin document) {
            String member = document.member();
            return member == null || document.url().endsWith("!/" + member)
                    ? ""
                    : " of "
                            + member.substring(
                                    member.lastIndexOf("!/") < 0
                                            ? 0
                                            : member.lastIndexOf("!/") + 2);
        }

        /// The bytes as they are, or what they say where a terminal could not show them.
        private static String readable(Trace trace) {
            String bytes = new String(trace.bytes(), StandardCharsets.UTF_8);
            boolean other = bytes.indexOf('\ufffd') >= 0 || bytes.indexOf('\0') >= 0;
            return other ? trace.text() : bytes;
        }
    }
}
