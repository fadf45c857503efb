package org.cairn.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cairn.app.RunDemo;
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
                    + " unlike shape, two later deliveries, values traced to their bytes.",
            "Takes a few seconds and needs no network.",
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
        return 0;
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
        output.answer(
                Json.object()
                        .with("type", "end")
                        .with("exit", 0)
                        .with("records", story.first().total().records())
                        .with("snapshot", null)
                        .with("restored_to", null)
                        .with("seconds", story.seconds())
                        .with("directory", story.folder()));
    }

    private static Json run(String chapter, RunReport report) {
        return RunAnswer.json(report).with("type", "run").with("chapter", chapter);
    }
}
