package org.cairn.cli;

import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// Why something is decided, and by whom: of commands whose decision is recorded.
final class Reasoned {
    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "Recorded.")
    String why = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who says so (default: the user of this system).")
    @Nullable String by;

    OverrideWord word(CommandSpec spec) {
        if (why.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--why needs a reason");
        }
        String who = by == null || by.isBlank() ? RunCommand.user() : by;
        return new OverrideWord(why, who);
    }
}
