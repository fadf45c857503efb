package org.cairn.cli;

import java.util.concurrent.Callable;
import org.cairn.kernel.RunNumber;
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

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "Recorded.")
    String why = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who says so (default: the user of this system).")
    @Nullable String by;

    RunApproveCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        var replayed = shared.wiring(output).decideHeldRun().approve(number(), who());
        shared.endProgress();
        return ReplayAnswer.show(replayed, output, shared);
    }

    private OverrideWord who() {
        if (why.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--why needs a reason");
        }
        String who = by == null || by.isBlank() ? System.getProperty("user.name") : by;
        return new OverrideWord(why, who);
    }

    private RunNumber number() {
        if (run < 1) {
            throw new ParameterException(spec.commandLine(), "run numbers start at 1");
        }
        return new RunNumber(run);
    }
}
