package org.cairn.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.cairn.app.ReplayDocuments;
import org.cairn.app.ReplayDocuments.Replayed;
import org.cairn.collect.Rehearsal;
import org.cairn.collect.ReplayOrder;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        description = {
            "Reads archived documents again, by the declarations of today; fetches nothing.",
            "",
            "Examples:",
            "  cairn run replay facility --dry-run",
            "  cairn run replay facility",
            "  cairn run replay facility --since 2026-11-01"
        },
        mixinStandardHelpOptions = true)
final class RunReplayCommand implements Callable<Integer> {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{4,32}");

    private final Output output;

    @Mixin Shared shared;

    @Spec CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Datasets, sources and pipelines.")
    List<String> names = List.of();

    @Option(
            names = "--document",
            paramLabel = "ID",
            description =
                    "Only this document of the newest listing, or how its id begins; may be"
                            + " repeated.")
    List<String> documents = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only what runs fetched since then: 2026-11-01, or 2026-11-01T12:00:00Z.")
    @Nullable String since;

    @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
    boolean dryRun;

    @Option(
            names = "--override",
            paramLabel = "REASON",
            description =
                    "Load even what is outside what the source expects; the reason is recorded.")
    @Nullable String override;

    RunReplayCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        if (names.isEmpty()) {
            throw usage("name at least one dataset, source or pipeline to replay");
        }
        if (override != null && override.isBlank()) {
            throw usage("--override needs a reason");
        }
        ReplayOrder wanted = wanted();
        ReplayDocuments replays = shared.wiring(output).replayDocuments();
        if (dryRun) {
            Rehearsal rehearsal = replays.rehearse(names, wanted);
            shared.endProgress();
            if (shared.json) {
                output.answer(ReplayAnswer.json(rehearsal));
            } else {
                ReplayAnswer.lines(rehearsal).forEach(output::answer);
                output.answer(
                        "next: without --dry-run it is applied: "
                                + shared.next("run replay " + String.join(" ", names)));
            }
            return 0;
        }
        var word =
                override == null
                        ? null
                        : new OverrideWord(override, System.getProperty("user.name"));
        Replayed replayed = replays.replay(names, wanted, word);
        shared.endProgress();
        return ReplayAnswer.show(replayed, output, shared);
    }

    private ReplayOrder wanted() {
        if (!documents.isEmpty() && since != null) {
            throw usage("give either --document or --since");
        }
        if (!documents.isEmpty()) {
            for (String id : documents) {
                if (!ID.matcher(id).matches()) {
                    throw usage("not the id of a document: " + id);
                }
            }
            return new ReplayOrder.Documents(new LinkedHashSet<>(documents));
        }
        return since == null ? new ReplayOrder.Everything() : new ReplayOrder.Since(time(since));
    }

    private Instant time(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException _) {
            throw usage("not a time: " + text + "; write 2026-11-01 or 2026-11-01T12:00:00Z");
        }
    }

    private ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
