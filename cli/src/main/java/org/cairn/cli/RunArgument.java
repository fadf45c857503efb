package org.cairn.cli;

import org.cairn.kernel.RunNumber;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// The number of a run on the command line.
final class RunArgument {
    private RunArgument() {}

    static RunNumber of(CommandSpec spec, long run) {
        if (run < 1) {
            throw new ParameterException(spec.commandLine(), "run numbers start at 1");
        }
        return new RunNumber(run);
    }
}
