package org.cairn.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cairn.kernel.Problem;

/// Where answers, notes and problems go. Safe for any thread.
final class Output {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final boolean color;

    Output(PrintStream out, PrintStream err, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        // The launcher looks: System.console() would load a line editor first.
        this.terminal = Boolean.getBoolean("cairn.terminal");
        this.color = terminal && !environment.containsKey("NO_COLOR");
    }

    /// Lines of the answer. What data says reaches the terminal without its control characters.
    void answer(Object lines) {
        out.println(printable(lines.toString()));
    }

    /// A page of our own words, which may be styled.
    void help(String page) {
        out.println(page);
    }

    void answer(Table table) {
        table.lines().forEach(out::println);
    }

    /// Something beside the answer.
    void note(String line) {
        synchronized (err) {
            err.println(printable(line));
        }
    }

    private static String printable(String lines) {
        return lines.lines().map(Table::oneLine).collect(Collectors.joining("\n"));
    }

    /// Overwrites the current line of the terminal.
    void progress(String line) {
        synchronized (err) {
            err.print("\r\u001b[K" + Table.oneLine(line));
            err.flush();
        }
    }

    /// Overwrites several lines of the terminal.
    ///
    /// @param before how many lines there were
    void progress(List<String> lines, int before) {
        var text = new StringBuilder();
        if (before > 0) {
            text.append("\r\u001b[").append(before).append("A\u001b[J");
        }
        lines.forEach(line -> text.append(Table.oneLine(line)).append('\n'));
        synchronized (err) {
            err.print(text);
            err.flush();
        }
    }

    /// Whether standard error is a terminal.
    boolean isTerminal() {
        return terminal;
    }

    void flush() {
        out.flush();
        err.flush();
    }

    void problem(Problem problem) {
        String headline = "%s (%s)".formatted(problem.headline(), problem.code().name());
        synchronized (err) {
            err.println(
                    (color ? "\u001b[31merror:\u001b[0m " : "error: ") + Table.oneLine(headline));
        }
        part("what", problem.what());
        part("kept", problem.kept());
        part("remedy", problem.remedy());
        part("more", Shared.command() + " explain " + problem.code().name());
    }

    private void part(String name, String text) {
        if (!text.isEmpty()) {
            String indented = text.replace("\n", "\n          ");
            note("  %-7s %s".formatted(name, indented));
        }
    }

    static Json json(Problem problem) {
        var facts = Json.object();
        problem.facts().forEach(facts::with);
        return Json.object()
                .with("type", "problem")
                .with("exit", problem.code().exitCode())
                .with("code", problem.code().name())
                .with("headline", problem.headline())
                .with("what", problem.what())
                .with("kept", problem.kept())
                .with("remedy", problem.remedy())
                .with("facts", facts);
    }
}
