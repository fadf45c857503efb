package org.cairn.cli;

import java.util.concurrent.Callable;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunRecord;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "cancel",
        description = {
            "Ends a run that is under way in another process; nothing of it is loaded.",
            "",
            "Example:  cairn run cancel 12 --reason \"wrong file\""
        },
        footer = {
            "",
            "Exit: 0 cancelled, 2 it was not under way, 3 it had begun to commit and is loaded."
        },
        mixinStandardHelpOptions = true)
final class RunCancelCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    @Spec CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Its number; `cairn run ls` shows it.")
    long run;

    @Option(names = "--reason", paramLabel = "REASON", description = "Why; it is recorded.")
    String reason = "cairn run cancel";

    RunCancelCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        RunNumber number = RunArgument.of(spec, run);
        if (reason.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--reason is empty");
        }
        RunRecord record =
                shared.wiring(output)
                        .cancelRun()
                        .cancel(number, new OverrideWord(reason, RunCommand.user()));
        shared.endProgress();
        boolean isCancelled = record.state() == RunState.CANCELLED;
        if (shared.json) {
            output.answer(RunCommand.Ls.json(record));
        } else {
            output.answer(
                    "run %s: %s".formatted(record.run(), record.state().sqlName())
                            + (isCancelled ? "; nothing of it was loaded" : ""));
        }
        return isCancelled ? 0 : 3;
    }
}
