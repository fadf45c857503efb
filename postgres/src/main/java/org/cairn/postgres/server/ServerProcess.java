package org.cairn.postgres.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cairn.postgres.PostgresProblems;

/// Launches a server on a whole data directory and ends it. Call it under the lock.
final class ServerProcess {
    // Recovery after a crash replays WAL; as long as the server lives it is making progress.
    private static final Duration RECOVERY_MAY_TAKE = Duration.ofMinutes(10);
    private static final Duration STOP_MAY_TAKE = Duration.ofMinutes(2);
    private static final Duration ANSWER_MAY_TAKE = Duration.ofSeconds(30);
    private static final int ANSWER_MILLIS = 5_000;
    // Length 8 and the code 80877103, big-endian (PostgreSQL manual, "SSL Session Encryption").
    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xD2, 0x16, 0x2F};
    private static final int PORT_ATTEMPTS = 8;
    private static final int LOGS_KEPT = 5;

    private final ServerLayout layout;
    private final ServerPrograms programs;

    ServerProcess(ServerLayout layout, ServerPrograms programs) {
        this.layout = layout;
        this.programs = programs;
    }

    /// Launches it on the wanted port, or on another one when that is taken, and waits until it
    /// accepts sessions. Problems: `server-did-not-start`.
    Postmaster launch(int wantedPort) throws IOException {
        Unprivileged way = Unprivileged.forExisting(layout.data());
        var launch = new Launch(programs, layout.data(), way);
        launch.clear();
        prepareLog(way);
        int port = wantedPort;
        for (int attempt = 1; ; attempt++) {
            if (!Ports.isFree(port)) {
                port = Ports.find();
            }
            Process process = launch.start(options(port), layout.startLog());
            Optional<Postmaster> ready = awaitReady(process);
            if (ready.isPresent()) {
                return ready.get();
            }
            // Somebody may have taken the port between our look and the server's.
            if (Ports.isFree(port) || attempt == PORT_ATTEMPTS) {
                throw didNotStart(process);
            }
        }
    }

    /// Tells a postmaster to end every session and stop, and waits until it is gone. Problems:
    /// `server-did-not-stop`.
    static void stop(Postmaster postmaster, Path data) throws IOException {
        if (!Postmaster.stop(
                () -> find(data).map(Postmaster::pid).orElse(0L),
                STOP_MAY_TAKE,
                () -> isGone(postmaster, data))) {
            throw PostgresProblems.SERVER_DID_NOT_STOP
                    .says("the embedded server is still stopping")
                    .what(
                            "process %d runs %d s after it was told to stop",
                            postmaster.pid(), STOP_MAY_TAKE.toSeconds())
                    .kept("the data is safe; the server still runs")
                    .remedy("Wait and look again with cairn db status.")
                    .with("pid", postmaster.pid())
                    .asException();
        }
    }

    private Map<String, String> options(int port) {
        return Map.of(
                "port", Integer.toString(port),
                "listen_addresses", "127.0.0.1",
                "unix_socket_directories", "",
                "logging_collector", "on",
                "log_directory", layout.log().toString(),
                "log_filename", "server-%Y%m%dT%H%M%S.log",
                "log_rotation_age", "0",
                "log_rotation_size", "10MB");
    }

    /// Waits until a postmaster that was launched before answers, or is gone.
    ///
    /// A process that was just killed is still there for some milliseconds, with a file that calls
    /// it ready: only an answer counts.
    static Optional<Postmaster> awaitAnswerOrEnd(Path data) {
        Waiting.until(RECOVERY_MAY_TAKE, () -> find(data).map(Postmaster::ready).orElse(true));
        Waiting.until(
                ANSWER_MAY_TAKE, () -> find(data).map(found -> answers(found.port())).orElse(true));
        return find(data).filter(Postmaster::ready);
    }

    /// Asks whether the server would encrypt (SSLRequest): the one question that needs no login.
    private static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(Ports.LOOPBACK, port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write(SSL_REQUEST);
            return socket.getInputStream().read() >= 0;
        } catch (IOException _) {
            // Refused, reset or mute: no answer.
            return false;
        }
    }

    private Optional<Postmaster> awaitReady(Process process) throws IOException {
        boolean decided =
                Waiting.until(
                        RECOVERY_MAY_TAKE,
                        () -> hasFailed(process) || find().map(Postmaster::ready).orElse(false));
        return decided ? find().filter(Postmaster::ready) : Optional.empty();
    }

    /// Exit code 0 means that setsid left a child and went: then only the server itself can tell.
    private static boolean hasFailed(Process process) {
        return !process.isAlive() && process.exitValue() != 0;
    }

    private Optional<Postmaster> find() {
        return find(layout.data());
    }

    private static Optional<Postmaster> find(Path data) {
        try {
            return Postmaster.find(data);
        } catch (IOException e) {
            throw ServerFiles.failed("look at the server in " + data, e);
        }
    }

    private static boolean isGone(Postmaster postmaster, Path data) {
        return find(data).filter(found -> found.pid() == postmaster.pid()).isEmpty()
                && Postmaster.orphans(data).isEmpty();
    }

    private RuntimeException didNotStart(Process process) throws IOException {
        List<String> lines = lastLines();
        return PostgresProblems.SERVER_DID_NOT_START
                .says("the embedded server did not start")
                .what(
                        "%s; the last lines of its log: %s",
                        process.isAlive()
                                ? "it was not ready after %d min"
                                        .formatted(RECOVERY_MAY_TAKE.toMinutes())
                                : "exit code " + process.exitValue(),
                        String.join(" | ", lines))
                .kept("the data directory is as it was")
                .remedy("Remove the cause that the log names, then run cairn db start.")
                .with("log", layout.log())
                .asException();
    }

    private List<String> lastLines() throws IOException {
        List<String> early = ServerFiles.tail(layout.startLog(), 10);
        // The server says so when it begins to write its own log.
        boolean logBegan = early.stream().anyMatch(line -> line.contains("logging collector"));
        List<Path> logs = logs();
        return logBegan && !logs.isEmpty() ? ServerFiles.tail(logs.getFirst(), 10) : early;
    }

    private void prepareLog(Unprivileged way) throws IOException {
        ServerFiles.makeDirectory(layout.log(), "rwx------");
        way.own(layout.log());
        List<Path> logs = logs();
        for (Path old : logs.subList(Math.min(LOGS_KEPT - 1, logs.size()), logs.size())) {
            Files.delete(old);
        }
    }

    /// The newest first; their names are times.
    private List<Path> logs() throws IOException {
        try (Stream<Path> files = Files.list(layout.log())) {
            return files.filter(file -> file.getFileName().toString().startsWith("server-"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }
}
