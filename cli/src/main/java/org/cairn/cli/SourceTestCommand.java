package org.cairn.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cairn.app.TestSources.Tested;
import org.cairn.app.TestSources.TestedSource;
import org.cairn.collect.replay.Difference;
import org.cairn.collect.replay.Replay;
import org.cairn.collect.replay.Replay.ReplayedResource;
import org.cairn.kernel.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test",
        description = {
            "Replays what was recorded, without network and database, and compares the rows with those"
                    + " expected. Exit status 3 when they differ.",
            "",
            "Examples:",
            "  cairn source test                    all sources that have a recording",
            "  cairn source test openparliament",
            "  cairn source test gvrc --update      the rows are right as they are now"
        },
        mixinStandardHelpOptions = true)
final class SourceTestCommand implements Callable<Integer> {
    private static final int DIFFERENT = 3;
    private static final int SHOWN = 160;

    private final Output output;

    @Mixin Shared shared;

    @Parameters(
            paramLabel = "SOURCE",
            arity = "0..*",
            description = "Their names; none for all that have a recording.")
    List<String> names = List.of();

    @Option(
            names = "--update",
            description = "Takes the rows as they come now for those expected from now on.")
    boolean update;

    SourceTestCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        Tested tested =
                shared.wiring(output)
                        .testSources()
                        .run(names, update ? Replay.Rows.WRITE : Replay.Rows.COMPARE);
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("passed", tested.passed())
                            .with(
                                    "sources",
                                    tested.sources().stream().map(SourceTestCommand::json).toList())
                            .with("unrecorded", tested.unrecorded()));
        } else {
            tested.sources().forEach(this::show);
            if (!tested.unrecorded().isEmpty()) {
                output.note("without a recording: " + String.join(", ", tested.unrecorded()));
            }
        }
        return tested.passed() ? 0 : DIFFERENT;
    }

    private void show(TestedSource source) {
        Problem problem = source.problem();
        if (problem != null) {
            output.answer("%s: FAILED".formatted(source.source()));
            output.problem(problem);
        }
        for (ReplayedResource each : source.replayed().resources()) {
            String counts =
                    String.format(
                            Locale.ROOT,
                            "%s.%s: %d rows%s",
                            source.source(),
                            each.resource(),
                            each.rows(),
                            each.refused() == 0 ? "" : ", %d refused".formatted(each.refused()));
            output.answer(
                    counts
                            + (each.found() > 0
                                    ? ": %d DIFFERENCES".formatted(each.found())
                                    : update ? ", written" : ", as expected"));
            each.differences().forEach(this::show);
            long more = each.found() - each.differences().size();
            if (more > 0) {
                output.answer("  … and %d more".formatted(more));
            }
        }
        source.replayed().notes().forEach(note -> output.note(source.source() + ": " + note));
    }

    private void show(Difference difference) {
        switch (difference.kind()) {
            case NO_EXPECTATION -> {
                output.answer("  no expected rows: " + difference.place() + " is not there");
                output.answer("    write them with --update");
            }
            case MISSING -> {
                output.answer("  missing: " + cut(difference.row()));
                output.answer("    expected " + cut(difference.expected()));
            }
            case UNEXPECTED -> {
                output.answer("  unexpected: " + cut(difference.row()));
                output.answer("    found    " + cut(difference.found()));
                place(difference);
            }
            case CHANGED -> {
                output.answer(
                        "  changed: %s  field %s"
                                .formatted(cut(difference.row()), difference.field()));
                output.answer("    expected " + cut(difference.expected()));
                output.answer("    found    " + cut(difference.found()));
                place(difference);
            }
        }
    }

    private void place(Difference difference) {
        if (!difference.place().isEmpty()) {
            output.answer("    at       " + difference.place());
        }
    }

    private static String cut(@Nullable String text) {
        if (text == null) {
            return "nothing";
        }
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    private static Json json(TestedSource source) {
        Problem problem = source.problem();
        return Json.object()
                .with("source", source.source())
                .with("passed", source.passed())
                .with("problem", problem == null ? null : Output.json(problem))
                .with("resources", resources(source.replayed()))
                .with("notes", source.replayed().notes());
    }

    static List<Json> resources(Replay.Replayed replayed) {
        return replayed.resources().stream()
                .map(each ->
                        Json.object()
                                .with("resource", each.resource())
                                .with("rows", each.rows())
                                .with("refused", each.refused())
                                .with("found", each.found())
                                .with(
                                        "differences",
                                        each.differences().stream()
                                                .map(SourceTestCommand::json)
                                                .toList()))
                .toList();
    }

    private static Json json(Difference difference) {
        return Json.object()
                .with("kind", difference.kind().name().toLowerCase(Locale.ROOT))
                .with("row", difference.row())
                .with("field", difference.field())
                .with("expected", difference.expected())
                .with("found", difference.found())
                .with("place", difference.place());
    }
}
