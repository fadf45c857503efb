package org.cairn.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "Recorded.")
    String why = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who says so (default: the user of this system).")
    @Nullable String by;

    QuarantineDropCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
        this.choice = new QuarantineChoice();
    }

    @Override
    public Integer call() {
        if (choice.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "say which: NO, --reason, --run, --dataset or --all");
        }
        if (why.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--why needs a reason");
        }
        String who = by == null || by.isBlank() ? System.getProperty("user.name") : by;
        long dropped = shared.wiring(output).readQuarantine().drop(choice.filter(), who, why);
        shared.endProgress();
        if (shared.json) {
            output.answer(Json.object().with("dropped", dropped).with("by", who).with("why", why));
        } else {
            output.answer("%d refusals dropped by %s".formatted(dropped, Table.oneLine(who)));
        }
        return 0;
    }
}
