package org.cairn.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cairn.app.InitSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "init",
        description = {
            "Makes a new project, or writes the declaration of a source out of its data.",
            "",
            "Without a file the project has an example to start from. With one, all of it is read: format,",
            "encoding, header, types and key are written to sources/NAME.yaml, to be looked at.",
            "",
            "Examples:",
            "  cairn init                       a project in this folder",
            "  cairn init -p council            in a new folder",
            "  cairn init members.csv           a source, and a project where there is none",
            "  cairn init https://example.org/grants.xlsx --source grants"
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

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE|URL",
            description = "What a source is declared for.")
    @Nullable String what;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Name of the source (default: that of the file).")
    @Nullable String source;

    InitCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        var wiring = shared.wiring(output);
        String project = name == null ? folderName(wiring.layout().root()) : name;
        if (what != null) {
            var wanted = new InitSource.Wanted(what, Path.of("").toAbsolutePath(), project, source);
            InitSource.Made made = wiring.initSource().run(wanted);
            shared.endProgress();
            return answer(wiring.layout().root(), made);
        }
        List<Path> written = wiring.initProject().run(project);
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

    private int answer(Path root, InitSource.Made made) {
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("directory", root)
                            .with("files", made.written())
                            .with("source", made.source())
                            .with("format", made.format())
                            .with("records", made.records())
                            .with("remarks", made.remarks()));
            return 0;
        }
        if (shared.quiet) {
            return 0;
        }
        made.written().forEach(file -> output.answer("wrote " + file));
        output.answer("%s: %d records".formatted(made.format(), made.records()));
        made.remarks().forEach(remark -> output.answer("note: " + Table.oneLine(remark)));
        output.answer("");
        output.answer("next: " + shared.next("source try " + made.source()));
        output.answer("      " + shared.next("run " + made.source()));
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
