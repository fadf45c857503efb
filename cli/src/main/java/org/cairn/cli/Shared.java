package org.cairn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.cairn.app.Wiring;
import org.cairn.kernel.EventSink;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that mean the same with every command, and what commands are built from.
final class Shared {
    @Option(
            names = {"-p", "--project"},
            paramLabel = "DIR",
            description = "The folder with cairn.yaml (default: here).")
    Path project = Path.of("");

    @Option(names = "--json", description = "Answer as JSON on standard output.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no notes.")
    boolean quiet;

    @Option(names = "--no-color", description = "No colour; NO_COLOR does the same.")
    boolean noColor;

    @Option(
            names = "--progress",
            paramLabel = "HOW",
            description = "auto, plain or none (default: auto).")
    ProgressLine.Style progress = ProgressLine.Style.AUTO;

    private @Nullable ProgressLine line;

    /// The folder of the launcher.
    static Path home() {
        return Path.of(System.getProperty("cairn.home", ".")).toAbsolutePath().normalize();
    }

    /// How this program was called, so that the commands it proposes can be pasted.
    static String command() {
        return shellWord(System.getProperty("cairn.command", "cairn"));
    }

    /// A word as a shell takes it: in quotes where it needs them.
    static String shellWord(Object word) {
        String text = word.toString();
        return text.matches("[A-Za-z0-9_./:@%+=-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }

    Wiring wiring(Output output) {
        return new Wiring(project, home(), events(output), environment());
    }

    /// @param keyFile that was given for the vault
    Wiring wiring(Output output, @Nullable Path keyFile) {
        return new Wiring(project, home(), events(output), environment(), keyFile);
    }

    Wiring wiring(EventSink events) {
        return new Wiring(project, home(), events, environment());
    }

    ProgressLine events(Output output) {
        var style = quiet ? ProgressLine.Style.NONE : progress;
        line = new ProgressLine(output, style, json);
        return line;
    }

    /// Nothing goes on under this name any more.
    void ended(String name) {
        if (line != null) {
            line.ended(name);
        }
    }

    /// Ends the progress line before an answer is printed.
    void endProgress() {
        if (line != null) {
            line.clear();
        }
    }

    Map<String, String> environment() {
        return System.getenv();
    }

    /// A command to propose: pasted where this one was typed, it works on the same project.
    String next(String words) {
        return command() + " " + words + projectOption();
    }

    /// The project's folder as the user gave it: nothing when it is here.
    private String projectOption() {
        try {
            boolean here =
                    project.toAbsolutePath()
                            .normalize()
                            .equals(Path.of("").toAbsolutePath().toRealPath());
            return here ? "" : " -p " + shellWord(project);
        } catch (IOException _) {
            // Only a hint is at stake.
            return " -p " + shellWord(project);
        }
    }
}
