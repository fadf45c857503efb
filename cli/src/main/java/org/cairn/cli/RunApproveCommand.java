package org.cairn.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "approve",
        description = {
            "Loads the documents of a run that was held, by the declarations of today, as a run of its own.",
            "",
            "Example:  cairn run approve 12 --why \"the ministry closed 40 clinics\""
        },
        mixinStandardHelpOptions = true)
final class RunApproveCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    @Spec CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Its number.")
    long run;

    @Mixin Reasoned reasoned;

    RunApproveCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
        this.reasoned = new Reasoned();
    }

    @Override
    public Integer call() {
        var replayed =
                shared.wiring(output)
                        .decideHeldRun()
                        .approve(RunArgument.of(spec, run), reasoned.word(spec));
        shared.endProgress();
        return ReplayAnswer.show(replayed, output, shared);
    }
}
