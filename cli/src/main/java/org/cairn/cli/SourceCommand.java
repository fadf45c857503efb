package org.cairn.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cairn.app.TrySource;
import org.cairn.app.TrySource.TriedFile;
import org.cairn.app.TrySource.TriedRecord;
import org.cairn.source.read.LintReport;
import org.cairn.source.spec.SourceSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "source",
        description = {
            "The declared sources.",
            "",
            "Examples:",
            "  cairn source ls",
            "  cairn source lint",
            "  cairn source try gvrc        map the first records, write nothing",
            "  cairn source record gvrc     keep some answers and the rows they become",
            "  cairn source test            replay what was recorded, without network"
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            SourceCommand.Ls.class,
            SourceCommand.Show.class,
            SourceCommand.Lint.class,
            SourceCommand.Try.class,
            SourceRecordCommand.class,
            SourceTestCommand.class
        })
final class SourceCommand implements Runnable {
    @picocli.CommandLine.Spec picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "say ls, show, lint, try, record or test");
    }

    private static Json json(SourceSpec source) {
        var publisher = source.publisher();
        return Json.object()
                .with("source", source.name())
                .with("declared_in", source.declaredIn())
                .with("format", source.input().format().name().toLowerCase(java.util.Locale.ROOT))
                .with("location", source.input().location())
                .with("publisher", publisher == null ? null : publisher.name())
                .with("licence", publisher == null ? null : publisher.licence())
                .with(
                        "resources",
                        source.resources().stream()
                                .map(resource ->
                                        Json.object()
                                                .with("name", resource.name())
                                                .with(
                                                        "fields",
                                                        resource.fields().stream()
                                                                .map(field -> field.name())
                                                                .toList())
                                                .with("primary_key", resource.key().alternatives()))
                                .toList());
    }

    @Command(name = "ls", description = "Lists the sources.", mixinStandardHelpOptions = true)
    static final class Ls implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;

        Ls(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            List<SourceSpec> sources = shared.wiring(output).declarations().sources();
            if (shared.json) {
                output.answer(
                        Json.object()
                                .with(
                                        "sources",
                                        sources.stream().map(SourceCommand::json).toList()));
                return 0;
            }
            var table = new Table("source", "format", "resources", "declared in", "location");
            for (SourceSpec source : sources) {
                table.row(
                        source.name(),
                        source.input().format().name().toLowerCase(Locale.ROOT),
                        String.join(
                                " ", source.resources().stream().map(each -> each.name()).toList()),
                        source.declaredIn(),
                        source.input().location());
            }
            output.answer(table);
            return 0;
        }
    }

    @Command(
            name = "show",
            description = "Shows one source as it was understood.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;

        @Parameters(paramLabel = "SOURCE", description = "Its name.")
        String name = "";

        Show(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            SourceSpec source = shared.wiring(output).declarations().loadSource(name);
            if (shared.json) {
                output.answer(json(source));
                return 0;
            }
            output.answer(source.name() + ", declared in " + source.declaredIn());
            output.answer("location  " + source.input().location());
            for (var resource : source.resources()) {
                output.answer("");
                output.answer(
                        "resource " + resource.name() + ", key " + resource.key().alternatives());
                resource.records()
                        .forEach(each ->
                                output.answer(
                                        "  records %s: %s%s"
                                                .formatted(
                                                        each.id(),
                                                        each.path(),
                                                        each.whenFile() == null
                                                                ? ""
                                                                : " of " + each.whenFile())));
                resource.fields().forEach(field -> output.answer("  field   " + field.name()));
            }
            return 0;
        }
    }

    @Command(
            name = "lint",
            description = "Checks cairn.yaml, sources and pipelines; runs nothing.",
            mixinStandardHelpOptions = true)
    static final class Lint implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;

        Lint(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            LintReport report = shared.wiring(output).lintDeclarations().lint();
            if (shared.json) {
                output.answer(
                        Json.object()
                                .with(
                                        "findings",
                                        report.findings().stream()
                                                .map(finding ->
                                                        Json.object()
                                                                .with("file", finding.file())
                                                                .with("line", finding.line())
                                                                .with("column", finding.column())
                                                                .with(
                                                                        "severity",
                                                                        finding.severity()
                                                                                .name()
                                                                                .toLowerCase(
                                                                                        java.util
                                                                                                .Locale
                                                                                                .ROOT))
                                                                .with("message", finding.message())
                                                                .with("remedy", finding.remedy()))
                                                .toList()));
            } else if (report.findings().isEmpty()) {
                output.answer("declarations are in order");
            } else {
                for (var finding : report.findings()) {
                    output.answer(
                            "%s:%d:%d: %s: %s"
                                    .formatted(
                                            finding.file(),
                                            finding.line(),
                                            finding.column(),
                                            finding.severity().name().toLowerCase(Locale.ROOT),
                                            Table.oneLine(finding.message())));
                    if (!finding.remedy().isEmpty()) {
                        output.answer("    " + Table.oneLine(finding.remedy()));
                    }
                }
            }
            return report.errors().isEmpty() ? 0 : 2;
        }
    }

    @Command(
            name = "try",
            description = "Reads and maps the first records of each file; writes nothing.",
            mixinStandardHelpOptions = true)
    static final class Try implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;

        @Parameters(paramLabel = "SOURCE", description = "Its name.")
        String name = "";

        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "Records of each file (default: 3).")
        int limit = 3;

        Try(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            TrySource trySource = shared.wiring(output).trySource();
            List<TriedFile> files = trySource.run(name, Math.max(1, limit));
            if (shared.json) {
                output.answer(Json.object().with("files", files.stream().map(Try::json).toList()));
            } else {
                files.forEach(this::show);
            }
            return 0;
        }

        private static Json json(TriedFile file) {
            return Json.object()
                    .with("resource", file.resource())
                    .with("file", file.file())
                    .with("strategy", file.strategy())
                    .with("notes", file.notes())
                    .with("records", file.records().stream().map(Try::json).toList());
        }

        private static Json json(TriedRecord record) {
            var columns = Json.object();
            record.columns().forEach(columns::with);
            var children = Json.object();
            record.children()
                    .forEach((field, rows) ->
                            children.with(
                                    field,
                                    rows.stream()
                                            .map(row -> {
                                                var one = Json.object();
                                                row.forEach(one::with);
                                                return one;
                                            })
                                            .toList()));
            return Json.object()
                    .with("offset", record.span().offset())
                    .with("length", record.span().length())
                    .with("columns", columns)
                    .with("children", children)
                    .with(
                            "violations",
                            record.violations().stream()
                                    .map(violation ->
                                            Json.object()
                                                    .with("code", violation.code())
                                                    .with("field", violation.field())
                                                    .with("message", violation.message()))
                                    .toList());
        }

        private void show(TriedFile file) {
            output.answer("%s  %s  (%s)".formatted(file.file(), file.resource(), file.strategy()));
            file.notes().forEach(note -> output.answer("  " + Table.oneLine(note)));
            for (TriedRecord record : file.records()) {
                output.answer("  record at byte " + record.span().offset());
                record.columns()
                        .forEach((column, value) ->
                                output.answer(
                                        "    %-20s %s".formatted(column, Table.oneLine(value))));
                record.children()
                        .forEach((field, rows) ->
                                output.answer("    %-20s %d".formatted(field, rows.size())));
                record.violations()
                        .forEach(violation ->
                                output.answer(
                                        "    refused: %s (%s)"
                                                .formatted(violation.message(), violation.code())));
            }
            output.answer("");
        }
    }
}
