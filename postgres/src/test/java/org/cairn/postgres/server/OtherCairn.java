package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Runs [StartServer] in a JVM of its own.
final class OtherCairn {
    private final Process process;

    private OtherCairn(Process process) {
        this.process = process;
    }

    static OtherCairn start(ServerLayout layout, String haltAt, Map<String, String> environment)
            throws IOException {
        var builder =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-XX:+UseSerialGC",
                                        "-Dcairn.root=" + System.getProperty("cairn.root"),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        StartServer.class.getName(),
                                        layout.stateDirectory().toString(),
                                        layout.runtimeDirectory().toString(),
                                        haltAt))
                        .redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new OtherCairn(builder.start());
    }

    /// What it printed, when it has ended. Ends only if the server did not inherit its output.
    String output() throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }
}
