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

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "Recorded.")
    String why = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who says so (default: the user of this system).")
    @Nullable String by;

    RunRejectCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        shared.wiring(output).decideHeldRun().reject(number(), who());
        shared.endProgress();
        if (shared.json) {
            output.answer(Json.object().with("run", run).with("decision", "rejected"));
        } else {
            output.answer("run %d is rejected; nothing of it was loaded".formatted(run));
        }
        return 0;
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
