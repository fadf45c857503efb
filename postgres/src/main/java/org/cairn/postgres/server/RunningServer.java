package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.cairn.postgres.PostgresProblems;

/// A server that runs on a data directory, whoever started it; found by its `postmaster.pid`.
public record RunningServer(Path dataDirectory, long pid, int port) {
    private static final Duration STOP_MAY_TAKE = Duration.ofMinutes(2);

    /// Looks for one. Problems: `server-files-failed`.
    public static Optional<RunningServer> find(Path dataDirectory) {
        Path data = dataDirectory.toAbsolutePath().normalize();
        try {
            return Postmaster.find(data)
                    .map(found -> new RunningServer(data, found.pid(), found.port()));
        } catch (IOException e) {
            throw ServerFiles.failed("look at the server in " + data, e);
        }
    }

    /// Says who is on a data directory, or may be: a clause; empty when nobody is. A file
    /// `postmaster.pid` that was left over by a crash counts as nobody. Problems:
    /// `server-files-failed`.
    public static Optional<String> occupant(Path dataDirectory) {
        try {
            return Postmaster.occupant(dataDirectory.toAbsolutePath().normalize());
        } catch (IOException e) {
            throw ServerFiles.failed("look at the server in " + dataDirectory, e);
        }
    }

    /// Ends every session, writes all to the disk and waits until the server is gone. Problems:
    /// `server-did-not-stop`.
    public void stop() {
        boolean gone;
        try {
            gone =
                    Postmaster.stop(
                            () -> find(dataDirectory).map(RunningServer::pid).orElse(0L),
                            STOP_MAY_TAKE,
                            () ->
                                    find(dataDirectory).isEmpty()
                                            && Postmaster.orphans(dataDirectory).isEmpty());
        } catch (IOException e) {
            throw ServerFiles.failed("stop the server in " + dataDirectory, e);
        }
        if (!gone) {
            throw PostgresProblems.SERVER_DID_NOT_STOP
                    .says("the server in %s is still stopping", dataDirectory)
                    .what(
                            "process %d runs %d s after it was told to stop",
                            pid, STOP_MAY_TAKE.toSeconds())
                    .kept("the data is safe; the server still runs")
                    .remedy("Wait and look again with cairn db status.")
                    .with("pid", pid)
                    .asException();
        }
    }
}
