package org.cairn.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.cairn.app.AppProblems;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Durations;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `cairn`.
@Command(
        name = "cairn",
        description = {
            "Gathers public data into PostgreSQL, remembers where every value came from, and puts the"
                    + " database back as it was at any second.",
            "",
            "First steps:  cairn demo  |  cairn init  |  cairn run SOURCE  |  cairn serve  |  cairn status"
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
            ServeCommand.class,
            SourceCommand.class,
            RunCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            RepoCommand.class,
            RecordCommand.class,
            QuarantineCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class)
public final class Main implements Runnable {
    static final int CANCELLED = 130;
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(30);

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

    /// What is registered for signals, until it is closed.
    @FunctionalInterface
    interface AtSignal extends AutoCloseable {
        @Override
        void close();
    }

    /// Lets SIGTERM and Ctrl-C end a command in order: `stop` is called, and the process ends with
    /// status 0 when the command has `answered`.
    static AtSignal endingAtSignal(Runnable stop, CountDownLatch answered) {
        var hook =
                new Thread(() -> {
                    stop.run();
                    try {
                        answered.await();
                    } catch (InterruptedException _) {
                        // Nobody interrupts a hook; it would end the wait, and so it does.
                    }
                    Runtime.getRuntime().halt(0);
                });
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // The signal has come, and the hook ends the process.
            }
        };
    }

    /// Lets SIGTERM and Ctrl-C cancel a command: `stop` is called, and when the command has
    /// `answered` the process ends with 128 and the number of the signal, as Java does by itself.
    static AtSignal cancellingAtSignal(Runnable stop, CountDownLatch answered) {
        var hook =
                new Thread(() -> {
                    stop.run();
                    try {
                        boolean _ = answered.await(MOST_PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    } catch (InterruptedException _) {
                        // Nobody interrupts a hook; it would end the wait, and so it does.
                    }
                });
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // The signal has come, and the hook waits for the answer.
            }
        };
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
        command.registerConverter(Path.class, Main::folder);
        command.registerConverter(ByteSize.class, said(ByteSize::parse));
        command.registerConverter(Duration.class, said(Durations::parse));
        command.setOut(new PrintWriter(new AnswerWriter(output), true));
        return command;
    }

    private static <T> CommandLine.ITypeConverter<T> said(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        };
    }

    /// Java takes the empty path for the current folder; it is a variable of a script that is
    /// unset.
    private static Path folder(String text) {
        if (text.isBlank()) {
            throw new CommandLine.TypeConversionException("the name of the folder is empty");
        }
        return Path.of(text);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }

    private static int usage(ParameterException e, boolean json, Output output) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        Problem problem =
                AppProblems.USAGE
                        .says("%s", headline(e))
                        .what("%s", suggestion(e))
                        .kept("nothing was tried")
                        .remedy("See `%s --help`.", name)
                        .build();
        return report(problem, json, output);
    }

    private static String headline(ParameterException e) {
        String command = mistypedCommand(e);
        return command == null
                ? Objects.requireNonNullElse(e.getMessage(), "wrong usage")
                : "`%s` has no command '%s'"
                        .formatted(e.getCommandLine().getCommandSpec().qualifiedName(), command);
    }

    private static String suggestion(ParameterException e) {
        String command = mistypedCommand(e);
        if (command != null) {
            CommandLine parent = e.getCommandLine();
            return Nearest.to(command, parent.getSubcommands().keySet())
                    .map(word ->
                            "did you mean `%s %s`?"
                                    .formatted(parent.getCommandSpec().qualifiedName(), word))
                    .orElse("");
        }
        var suggestions = new StringWriter();
        if (e instanceof UnmatchedArgumentException unmatched) {
            UnmatchedArgumentException.printSuggestions(unmatched, new PrintWriter(suggestions));
        }
        return suggestions.toString().strip();
    }

    /// The word that stands where a command should; null when something else is wrong.
    private static @Nullable String mistypedCommand(ParameterException e) {
        boolean here =
                e instanceof UnmatchedArgumentException unmatched
                        && !unmatched.isUnknownOption()
                        && !e.getCommandLine().getSubcommands().isEmpty();
        return here ? ((UnmatchedArgumentException) e).getUnmatched().getFirst() : null;
    }

    private static int failed(Throwable e, boolean json, Output output) {
        return switch (e) {
            case ProblemException problem -> report(problem.problem(), json, output);
            case CancellationException _ -> {
                output.note("cancelled; nothing of it was loaded");
                yield CANCELLED;
            }
            case OutOfMemoryError _ -> report(memory(), json, output);
            default -> report(internal(e), json, output);
        };
    }

    static Problem memory() {
        return AppProblems.MEMORY_EXHAUSTED
                .says("the memory of the process was not enough")
                .what("the heap may take %d MiB", Runtime.getRuntime().maxMemory() >> 20)
                .kept("nothing was loaded by this command")
                .remedy("Give more with CAIRN_OPTS=-Xmx1g, then try again.")
                .build();
    }

    static Problem internal(Throwable e) {
        var trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        return AppProblems.INTERNAL
                .says("a mistake in Cairn: %s", e.getClass().getSimpleName())
                .what("%s", trace.toString().strip())
                .kept("runs are whole or not at all")
                .remedy("Report this with the lines above.")
                .build();
    }

    private static int report(Problem problem, boolean json, Output output) {
        output.problem(problem);
        if (json) {
            output.answer(Output.json(problem));
        }
        return problem.code().exitCode();
    }
}
