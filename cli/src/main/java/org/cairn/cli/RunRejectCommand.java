package org.cairn.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "reject",
        description = {
            "Says that a run that was held stays unloaded.",
            "",
            "Example:  cairn run reject 12 --why \"the file was cut\""
        },
        mixinStandardHelpOptions = true)
final class RunRejectCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    @Spec CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Its number.")
    long run;

    @Mixin Reasoned reasoned;

    RunRejectCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
        this.reasoned = new Reasoned();
    }

    @Override
    public Integer call() {
        shared.wiring(output)
                .decideHeldRun()
                .reject(RunArgument.of(spec, run), reasoned.word(spec));
        shared.endProgress();
        if (shared.json) {
            output.answer(Json.object().with("run", run).with("decision", "rejected"));
        } else {
            output.answer("run %d is rejected; nothing of it was loaded".formatted(run));
        }
        return 0;
    }
}
