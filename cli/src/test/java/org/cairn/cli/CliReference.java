package org.cairn.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.cairn.app.Catalogue;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The reference page of the command line, out of picocli's model and the codes of problems.
final class CliReference {
    private final StringBuilder page = new StringBuilder();
    private final List<OptionSpec> common = CommandSpec.forAnnotatedObject(new Shared()).options();
    private final Set<String> known = new HashSet<>(Set.of("--help", "--version"));

    private CliReference() {
        common.forEach(option -> known.add(option.longestName()));
    }

    static String page(CommandLine root) {
        var reference = new CliReference();
        reference.opening();
        for (CommandLine command : own(root)) {
            reference.command(command.getCommandSpec(), "##");
            for (CommandLine sub : own(command)) {
                reference.command(sub.getCommandSpec(), "###");
                own(sub).forEach(each -> reference.command(each.getCommandSpec(), "####"));
            }
        }
        reference.exitCodes();
        return reference.page.toString();
    }

    private void all(CommandLine command, String heading) {
        command(command.getCommandSpec(), heading);
        own(command).forEach(below -> all(below, heading + "#"));
    }

    /// The subcommands but `help`, which is picocli's.
    private static List<CommandLine> own(CommandLine command) {
        return command.getSubcommands().values().stream()
                .filter(sub -> !sub.getCommandName().equals("help"))
                .toList();
    }

    private void opening() {
        page.append(
                """
                # Commands

                What `cairn --help` says, on one page. It is generated (`make docs`) and checked by a
                test. Answers go to standard output, everything else to standard error. With `--json`
                each line of the answer is a JSON object, and the last one sums up.

                ## Options of every command

                """);
        table("option", common);
        page.append("| `-h`, `--help` | Shows what a command takes, with examples. |\n");
        page.append("| `-V`, `--version` | Says which Cairn this is. |\n");
    }

    private void command(CommandSpec spec, String heading) {
        page.append("\n%s %s\n\n".formatted(heading, spec.qualifiedName()));
        List<String> description = List.of(spec.usageMessage().description());
        int examples = firstBlank(description);
        page.append(prose(String.join(" ", description.subList(0, examples)))).append('\n');
        block(description.subList(examples, description.size()));
        List<ArgSpec> arguments = new ArrayList<>(spec.positionalParameters());
        spec.options().stream()
                .filter(option -> !known.contains(option.longestName()))
                .forEach(arguments::add);
        if (!arguments.isEmpty()) {
            page.append('\n');
            table("argument", arguments);
        }
        block(Arrays.asList(spec.usageMessage().footer()));
    }

    private static int firstBlank(List<String> lines) {
        int at = lines.indexOf("");
        return at < 0 ? lines.size() : at;
    }

    private static String prose(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private void block(List<String> lines) {
        String text = String.join("\n", lines).strip();
        if (!text.isEmpty()) {
            page.append("\n```\n%s\n```\n".formatted(text));
        }
    }

    private void table(String heading, List<? extends ArgSpec> arguments) {
        page.append("| %s | meaning |\n|---|---|\n".formatted(heading));
        for (ArgSpec argument : arguments) {
            page.append(
                    "| `%s`%s | %s |\n"
                            .formatted(
                                    name(argument),
                                    argument.required() ? ", required" : "",
                                    prose(String.join(" ", argument.description()))
                                            .replace("|", "\\|")));
        }
    }

    private static String name(ArgSpec argument) {
        return switch (argument) {
            case OptionSpec option ->
                    String.join("`, `", option.names())
                            + (option.arity().max() == 0 ? "" : " " + option.paramLabel());
            case PositionalParamSpec word ->
                    word.paramLabel() + (word.arity().max() > 1 ? " …" : "");
            default -> argument.paramLabel();
        };
    }

    private void exitCodes() {
        var codes = new TreeMap<Integer, String>();
        codes.put(0, "done");
        codes.put(1, "`doctor` found something broken, or the answer could not be written");
        codes.put(130, "cancelled");
        for (Fault fault : Fault.values()) {
            codes.put(fault.exitCode(), meaning(fault));
        }
        // A code with an exit status of its own.
        for (ProblemCode code : Catalogue.all()) {
            codes.putIfAbsent(code.exitCode(), "`%s`".formatted(code.name()));
        }
        page.append(
                """

                ## Exit codes

                | code | meaning |
                |---:|---|
                """);
        codes.forEach((code, meaning) -> page.append("| %d | %s |\n".formatted(code, meaning)));
        page.append(
                """

                A problem names its code; [the list](problems.md) says which exit code each has.
                """);
    }

    private static String meaning(Fault fault) {
        return switch (fault) {
            case USAGE ->
                    "the command, the configuration or a declaration is wrong; nothing was tried";
            case DATA -> "finished, but incomplete: a run is held, or the records are wrong";
            case DENIED -> "not allowed, also a wrong database password";
            case OUTSIDE ->
                    "not now: source, database or store did not answer, or a dataset is busy;"
                            + " trying again is safe";
            case LIMIT -> "a limit was reached: disk, memory, time, size";
            case DAMAGE -> "stored bytes are not what was written";
            case BUG -> "a mistake in Cairn; please report it";
        };
    }
}
