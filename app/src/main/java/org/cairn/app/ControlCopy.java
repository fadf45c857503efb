package org.cairn.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.server.RestoredServer;
import org.cairn.postgres.server.RunningServer;
import org.cairn.postgres.server.ServerPrograms;

/// Starts, stops and looks at the server of a data directory that was restored.
public final class ControlCopy {
    private static final Duration START_MAY_TAKE = Duration.ofMinutes(10);

    private final Path data;
    private final IntFunction<ServerPrograms> programs;

    /// @param programs finds those of a major version
    ControlCopy(Path dataDirectory, IntFunction<ServerPrograms> programs) {
        this.data = dataDirectory.toAbsolutePath().normalize();
        this.programs = programs;
    }

    public Optional<RunningServer> status() {
        return RunningServer.find(data);
    }

    /// Problems: `data-not-runnable`, `programs-missing`, `restored-server-failed`.
    public RunningServer start() {
        Optional<RunningServer> running = status();
        if (running.isPresent()) {
            return running.get();
        }
        Path log = data.resolveSibling(data.getFileName() + ".log");
        RestoredServer server = RestoredServer.on(data, programs.apply(major()), log);
        server.start(Map.of());
        server.awaitPromoted(START_MAY_TAKE, _ -> {});
        return status().orElseThrow(() -> new IllegalStateException("it ended again: " + log));
    }

    /// Without effect when it does not run. Problems: `server-did-not-stop`.
    public void stop() {
        status().ifPresent(RunningServer::stop);
    }

    private int major() {
        Path file = data.resolve("PG_VERSION");
        try {
            String text = Files.readString(file).strip();
            if (text.matches("\\d{1,3}") && Files.exists(data.resolve("global/pg_control"))) {
                return Integer.parseInt(text);
            }
            throw notRunnable("PG_VERSION or global/pg_control is missing or wrong");
        } catch (IOException e) {
            throw notRunnable(e.toString());
        }
    }

    private ProblemException notRunnable(String why) {
        return AppProblems.DATA_NOT_RUNNABLE
                .says("%s is no data directory that can be started", data)
                .what("%s", why)
                .kept("nothing was changed")
                .remedy("Give the folder that `cairn restore run` named.")
                .with("path", data)
                .asException();
    }
}
