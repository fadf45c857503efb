package org.cairn.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cairn.app.RunDemo;
import org.cairn.app.RunDemo.Compared;
import org.cairn.app.RunDemo.Reason;
import org.cairn.app.RunDemo.Story;
import org.cairn.collect.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "Plays the main job on real data: 448 health facilities of Kenya in seven files of"
                    + " unlike shape, values traced to their bytes, a bad delivery, and the database"
                    + " brought back to just before it.",
            "Takes about half a minute and needs no network.",
            "",
            "Examples:  cairn demo  |  cairn demo --dir /tmp/demo  |  cairn demo --json"
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where to make it (default: cairn-demo); an earlier demo is replaced.")
    Path dir = Path.of("cairn-demo");

    DemoCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        var demo = new RunDemo(Shared.home(), dir, shared.events(output), shared.environment());
        Story story = demo.run();
        shared.endProgress();
        if (shared.json) {
            json(story);
        } else {
            DemoAnswer.lines(story, dir).forEach(output::answer);
        }
        // A copy that is not what it should be must not look like a good end.
        return story.wayBack().same() ? 0 : 1;
    }

    private void json(Story story) {
        output.answer(run("first", story.first()));
        for (Reason reason : story.reasons()) {
            output.answer(
                    Json.object()
                            .with("type", "quarantine")
                            .with("code", reason.code())
                            .with("message", reason.message())
                            .with("records", reason.records()));
        }
        story.traced()
                .forEach(trace ->
                        output.answer(RecordCommand.TraceOne.json(trace).with("type", "trace")));
        output.answer(run("again", story.again()));
        output.answer(run("held", story.held()));
        output.answer(run("overridden", story.overridden()));
        for (Compared each : story.wayBack().contents()) {
            output.answer(
                    Json.object()
                            .with("type", "restored")
                            .with("dataset", each.dataset())
                            .with("rows_before", each.rowsBefore())
                            .with("rows_bad", each.rowsBad())
                            .with("rows_restored", each.rowsRestored())
                            .with("sha256_before", each.hashBefore())
                            .with("sha256_bad", each.hashBad())
                            .with("sha256_restored", each.hashRestored()));
        }
        int exit = story.wayBack().same() ? 0 : 1;
        output.answer(
                Json.object()
                        .with("type", "end")
                        .with("exit", exit)
                        .with("records", story.first().total().records())
                        .with("snapshot", story.wayBack().snapshot())
                        .with("restored_to", "before-run:" + story.wayBack().run())
                        .with("seconds", story.seconds())
                        .with("directory", story.folder()));
    }

    private static Json run(String chapter, RunReport report) {
        return RunAnswer.json(report).with("type", "run").with("chapter", chapter);
    }
}
