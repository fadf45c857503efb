package org.cairn.cli;

import java.util.concurrent.Callable;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "drop",
        description = {
            "Leaves records refused for good: they are not open any more, and come up again only with",
            "other bytes or for another reason.",
            "",
            "Example:  cairn quarantine drop 7 --why \"closed in 1998, the ministry says\""
        },
        mixinStandardHelpOptions = true)
final class QuarantineDropCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    @Mixin QuarantineChoice choice;

    @Spec CommandSpec spec;

    @Mixin Reasoned reasoned;

    QuarantineDropCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
        this.choice = new QuarantineChoice();
        this.reasoned = new Reasoned();
    }

    @Override
    public Integer call() {
        if (choice.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "say which: NO, --reason, --run, --dataset or --all");
        }
        OverrideWord word = reasoned.word(spec);
        long dropped =
                shared.wiring(output)
                        .readQuarantine()
                        .drop(choice.filter(), word.by(), word.reason());
        shared.endProgress();
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("dropped", dropped)
                            .with("by", word.by())
                            .with("why", word.reason()));
        } else {
            output.answer("%d refusals dropped by %s".formatted(dropped, Table.oneLine(word.by())));
        }
        return 0;
    }
}
