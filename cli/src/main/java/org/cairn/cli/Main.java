package org.cairn.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.cairn.app.AppProblems;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `cairn`.
@Command(
        name = "cairn",
        description = {
            "Gathers public data into PostgreSQL, remembers where every value came from.",
            "",
            "First steps:  cairn demo  |  cairn init  |  cairn run SOURCE  |  cairn status"
        },
        subcommands = {
            DemoCommand.class,
            InitCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            ExplainCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            DbCommand.class,
            SourceCommand.class,
            RunCommand.class,
            RecordCommand.class,
            QuarantineCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class)
public final class Main implements Runnable {
    private static final int CANCELLED = 130;

    @picocli.CommandLine.Spec CommandLine.Model.CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        var out = stream(FileDescriptor.out);
        var err = stream(FileDescriptor.err);
        var output = new Output(out, err, System.getenv());
        int status = run(List.of(arguments), output);
        output.flush();
        System.exit(out.checkError() && status == 0 ? 1 : status);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new java.io.BufferedOutputStream(new FileOutputStream(descriptor)),
                descriptor == FileDescriptor.err,
                StandardCharsets.UTF_8);
    }

    /// Runs one command and gives its exit status.
    static int run(List<String> arguments, Output output) {
        CommandLine command = commandLine(output);
        boolean json = arguments.contains("--json");
        command.setParameterExceptionHandler((e, _) -> usage(e, json, output));
        command.setExecutionExceptionHandler((e, _, _) -> failed(e, json, output));
        try {
            return command.execute(arguments.toArray(String[]::new));
        } catch (Error e) {
            // picocli hands on exceptions only.
            return failed(e, json, output);
        }
    }

    static CommandLine commandLine(Output output) {
        var command =
                new CommandLine(
                        new Main(),
                        new CommandLine.IFactory() {
                            @Override
                            public <K> K create(Class<K> type) throws Exception {
                                try {
                                    return type.getDeclaredConstructor(Output.class)
                                            .newInstance(output);
                                } catch (NoSuchMethodException _) {
                                    // Not one of ours: picocli's own command, mixin or converter.
                                    return CommandLine.defaultFactory().create(type);
                                }
                            }
                        });
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setUsageHelpWidth(100);
        command.setOut(new PrintWriter(new AnswerWriter(output), true));
        return command;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }

    private static int usage(ParameterException e, boolean json, Output output) {
        CommandLine command = e.getCommandLine();
        var suggestions = new StringWriter();
        if (e instanceof UnmatchedArgumentException unmatched) {
            UnmatchedArgumentException.printSuggestions(unmatched, new PrintWriter(suggestions));
        }
        String name = command.getCommandSpec().qualifiedName();
        Problem problem =
                AppProblems.USAGE
                        .says(
                                "%s",
                                java.util.Objects.requireNonNullElse(e.getMessage(), "wrong usage"))
                        .what("%s", suggestions.toString().strip())
                        .kept("nothing was tried")
                        .remedy("See `%s --help`.", name)
                        .build();
        return report(problem, json, output);
    }

    private static int failed(Throwable e, boolean json, Output output) {
        return switch (e) {
            case ProblemException problem -> report(problem.problem(), json, output);
            case java.util.concurrent.CancellationException _ -> CANCELLED;
            case OutOfMemoryError _ ->
                    report(
                            AppProblems.MEMORY_EXHAUSTED
                                    .says("the memory of the process was not enough")
                                    .what(
                                            "the heap may take %d MiB",
                                            Runtime.getRuntime().maxMemory() >> 20)
                                    .kept("nothing was loaded by this command")
                                    .remedy("Give more with CAIRN_OPTS=-Xmx1g, then try again.")
                                    .build(),
                            json,
                            output);
            default -> {
                var trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace, true));
                yield report(
                        AppProblems.INTERNAL
                                .says("a mistake in Cairn: %s", e.getClass().getSimpleName())
                                .what("%s", trace.toString().strip())
                                .kept("runs are whole or not at all")
                                .remedy("Report this with the lines above.")
                                .build(),
                        json,
                        output);
            }
        };
    }

    private static int report(Problem problem, boolean json, Output output) {
        output.problem(problem);
        if (json) {
            output.answer(Output.json(problem));
        }
        return problem.code().exitCode();
    }
}
