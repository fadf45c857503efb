package org.cairn.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cairn.app.RunDemo;
import org.cairn.app.RunDemo.Reason;
import org.cairn.app.RunDemo.Story;
import org.cairn.collect.RunReport;
import org.cairn.ledger.run.RunCounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "Plays the main job on real data: 448 Kenyan health facilities in seven files of unlike"
                    + " shape, two later deliveries, one value traced to its bytes.",
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
            tell(story);
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
        output.answer(RecordCommand.TraceOne.json(story.traced()).with("type", "trace"));
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

    private void tell(Story story) {
        RunCounts first = story.first().total();
        output.answer(
                "1  seven files of unlike shape, one dataset: %d records, %d loaded, %d in quarantine"
                        .formatted(first.records(), first.accepted(), first.quarantined()));
        for (Reason reason : story.reasons()) {
            output.answer(
                    "     %4d  %-18s %s"
                            .formatted(reason.records(), reason.code(), reason.message()));
        }
        output.answer("");
        output.answer("2  one value, back to its bytes");
        RecordCommand.TraceOne.lines(story.traced()).forEach(line -> output.answer("   " + line));
        output.answer("");
        RunCounts again = story.again().total();
        output.answer(
                "3  a second delivery: %d new, %d changed, %d unchanged (where only the order of lists differs)"
                        .formatted(again.created(), again.changed(), again.unchanged()));
        output.answer("");
        output.answer(
                "4  a third delivery has lost records: run %s is held, nothing is loaded"
                        .formatted(story.held().run()));
        story.held().heldReasons().forEach(reason -> output.answer("     because " + reason));
        output.answer(
                "   loaded all the same as run %s with a recorded reason: %d withdrawn, none deleted"
                        .formatted(
                                story.overridden().run(), story.overridden().total().withdrawn()));
        output.answer("");
        output.answer(
                "done in %.1f s; the project is in %s, its server is stopped"
                        .formatted(story.seconds(), story.folder()));
        output.answer("next: cairn status -p " + dir);
        output.answer("      cairn quarantine ls -p " + dir);
        output.answer(
                "      cairn record trace facility %s --column facility_name -p %s"
                        .formatted(story.traced().key(), dir));
    }
}
