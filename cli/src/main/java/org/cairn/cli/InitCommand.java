package org.cairn.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = {
            "Makes a new project with an example source to start from.",
            "",
            "Examples:",
            "  cairn init                       in this folder",
            "  cairn init -p council            in a new folder",
            "  cairn init -p council --name city_council"
        },
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the project (default: that of its folder).")
    @Nullable String name;

    InitCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        var wiring = shared.wiring(output);
        List<Path> written =
                wiring.initProject().run(name == null ? folderName(wiring.layout().root()) : name);
        if (shared.json) {
            output.answer(
                    Json.object().with("directory", wiring.layout().root()).with("files", written));
            return 0;
        }
        if (shared.quiet) {
            return 0;
        }
        written.forEach(file -> output.answer("wrote " + file));
        output.answer("");
        output.answer("next: " + shared.next("source try example"));
        output.answer("      " + shared.next("run example"));
        return 0;
    }

    /// A name that declarations accept, from that of the folder.
    private static String folderName(Path root) {
        Path last = root.getFileName();
        String plain =
                (last == null ? "" : last.toString())
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9_]+", "_")
                        .replaceAll("^[^a-z]+", "");
        return plain.isEmpty() ? "project" : plain.substring(0, Math.min(50, plain.length()));
    }
}
