package org.cairn.cli;

import java.util.concurrent.Callable;
import org.cairn.app.ReplayDocuments;
import org.cairn.collect.Rehearsal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "release",
        description = {
            "Tries refused records again, by the declarations of today: those that pass are loaded,",
            "the others stay, with their reason of today. Rows that are there are not replaced.",
            "",
            "Examples:",
            "  cairn quarantine release --reason wrong-type --dry-run",
            "  cairn quarantine release 7 8"
        },
        mixinStandardHelpOptions = true)
final class QuarantineReleaseCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    @Mixin QuarantineChoice choice;

    @Spec CommandSpec spec;

    @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
    boolean dryRun;

    QuarantineReleaseCommand(Output output) {
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
        ReplayDocuments replays = shared.wiring(output).replayDocuments();
        ReplayDocuments.Chosen chosen = replays.choose(choice.filter());
        int exit;
        if (dryRun) {
            Rehearsal rehearsal = replays.rehearse(chosen);
            shared.endProgress();
            exit = 0;
            if (shared.json) {
                output.answer(ReplayAnswer.json(rehearsal).with("left_out", chosen.leftOut()));
            } else {
                ReplayAnswer.lines(rehearsal).forEach(output::answer);
            }
        } else {
            ReplayDocuments.Replayed replayed = replays.release(chosen);
            shared.endProgress();
            exit = ReplayAnswer.show(replayed, output, shared);
        }
        if (chosen.leftOut() > 0 && !shared.json) {
            output.answer(
                    "%d refusals were left out: they are of lists inside of records, or of what is"
                                    .formatted(chosen.leftOut())
                            + " not declared any more; a replay of the dataset answers them");
        }
        return exit;
    }
}
