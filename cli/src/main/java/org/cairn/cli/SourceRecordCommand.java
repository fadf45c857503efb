package org.cairn.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.cairn.app.RecordSource;
import org.cairn.collect.replay.Replay.ReplayedResource;
import org.cairn.kernel.ByteSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "record",
        description = {
            "Keeps some answers of a source, and the rows that they become, beside its declaration,"
                    + " for 'cairn source test'. Secrets are left out.",
            "",
            "Examples:",
            "  cairn source record openparliament",
            "  cairn source record openparliament.politicians --pages 1",
            "  cairn source record gvrc --pages 10 --replace"
        },
        mixinStandardHelpOptions = true)
final class SourceRecordCommand implements Callable<Integer> {
    private static final int MOST_PAGES = 1000;

    @picocli.CommandLine.Spec picocli.CommandLine.Model.CommandSpec spec;

    private final Output output;

    @Mixin Shared shared;

    @Parameters(
            paramLabel = "SOURCE[.RESOURCE]",
            description = "Its name; with a resource, only that one and those it hangs on.")
    String name = "";

    @Option(
            names = "--pages",
            paramLabel = "N",
            description = "Requests for each resource, or files (default: 3, at most 1000).")
    int pages = 3;

    @Option(names = "--replace", description = "Replaces the recording that is there.")
    boolean replace;

    SourceRecordCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        if (pages < 1 || pages > MOST_PAGES) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(), "--pages is from 1 to " + MOST_PAGES);
        }
        var recorded =
                shared.wiring(output)
                        .recordSource()
                        .record(new RecordSource.Order(name, pages, replace));
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("folder", recorded.folder())
                            .with("answers", recorded.answers())
                            .with("files", recorded.files())
                            .with("bytes", recorded.bytes())
                            .with("resources", SourceTestCommand.resources(recorded.rows())));
            return 0;
        }
        output.answer(
                recorded.files() > 0
                        ? "recorded %d files in %s".formatted(recorded.files(), recorded.folder())
                        : "recorded %d answers, %s, in %s"
                                .formatted(
                                        recorded.answers(),
                                        new ByteSize(recorded.bytes()),
                                        recorded.folder()));
        for (ReplayedResource each : recorded.rows().resources()) {
            output.answer(
                    String.format(
                            Locale.ROOT,
                            "  %s: %d rows%s",
                            each.resource(),
                            each.rows(),
                            each.refused() == 0 ? "" : ", %d refused".formatted(each.refused())));
        }
        recorded.rows().notes().forEach(note -> output.note(note));
        return 0;
    }
}
