package org.cairn.cli;

import java.util.concurrent.Callable;
import org.cairn.app.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

@Command(
        name = "version",
        description = "Says which Cairn this is.",
        mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    VersionCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        output.answer(
                shared.json
                        ? Json.object()
                                .with("version", Version.number())
                                .with("java", Runtime.version().toString())
                        : "cairn " + Version.number() + " on Java " + Runtime.version());
        return 0;
    }

    /// For `--version`.
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"cairn " + Version.number()};
        }
    }
}
