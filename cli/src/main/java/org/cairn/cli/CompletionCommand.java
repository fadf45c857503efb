package org.cairn.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        description = {
            "Prints a script that completes commands and options in the shell.",
            "",
            "Example:  source <(cairn completion bash)"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    /// Shells for which there is a script.
    enum Shell {
        BASH,
        ZSH
    }

    private final Output output;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    Shell shell = Shell.BASH;

    CompletionCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        // The script for bash loads bashcompinit when it runs in zsh.
        output.help(AutoComplete.bash("cairn", Main.commandLine(output)));
        return 0;
    }
}
