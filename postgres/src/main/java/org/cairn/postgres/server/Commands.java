package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/// Runs programs with a clean environment and their output in a file.
final class Commands {
    private static final String USUAL_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Commands() {}

    /// Prepares a program that reads nothing and writes into a file.
    ///
    /// Its environment is empty but for the path and the C locale: variables such as PGPORT would
    /// change what it does, and a server that stays must not keep the user's secrets.
    static ProcessBuilder prepare(List<String> command, Path output) {
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        String path = Objects.requireNonNullElse(environment.get("PATH"), USUAL_PATH);
        environment.clear();
        environment.put("PATH", path);
        environment.put("LC_ALL", "C");
        return builder;
    }

    /// Runs a program that says little and gives what it said.
    static String ask(List<String> command) throws IOException {
        Process process =
                prepare(command, Path.of("/dev/null"))
                        .redirectOutput(ProcessBuilder.Redirect.PIPE)
                        .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /// Runs a prepared program to its end and gives its exit code; an interrupt ends the program.
    static int run(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while " + builder.command() + " ran");
        }
    }
}
