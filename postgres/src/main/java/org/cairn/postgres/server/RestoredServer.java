package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.backup.ControlFile;
import org.jspecify.annotations.Nullable;

/// A server on a data directory that was restored: started to recover and to be looked at, then
/// stopped. It listens on 127.0.0.1 only, writes its log into one file and archives nothing.
///
/// Make it while the directory is still empty: then it is tried out as whom PostgreSQL can run
/// there. Confined to one thread.
public final class RestoredServer implements AutoCloseable {
    private static final Duration STOP_MAY_TAKE = Duration.ofMinutes(2);
    private static final int LINES_SHOWN = 10;
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> GROUP_READS =
            PosixFilePermissions.fromString("rwxr-x---");

    private final Path data;
    private final Path log;
    private final Launch launch;
    private @Nullable Process process;
    private int port;

    private RestoredServer(Path data, Path log, Launch launch) {
        this.data = data;
        this.log = log;
        this.launch = launch;
    }

    /// Prepares a directory, empty or whole, for a server. Problems: `postgres-needs-user`,
    /// `server-files-failed`.
    ///
    /// @param log a file outside of the data directory; begun anew by each start
    public static RestoredServer on(Path dataDirectory, ServerPrograms programs, Path log) {
        Path data = dataDirectory.toAbsolutePath().normalize();
        try {
            Unprivileged way =
                    Files.exists(data.resolve("PG_VERSION"))
                            ? Unprivileged.forExisting(data)
                            : Unprivileged.forNew(data, programs, log);
            return new RestoredServer(data, log, new Launch(programs, data, way));
        } catch (IOException e) {
            throw ServerFiles.failed("prepare a server in " + data, e);
        }
    }

    /// Makes a file, or a directory with all that it holds, belong to whom the server runs as.
    /// Links are not followed. Problems: `server-files-failed`.
    public void own(Path path) {
        Unprivileged way = launch.way();
        try {
            Files.walkFileTree(
                    path,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path directory, BasicFileAttributes attributes) throws IOException {
                            way.own(directory);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            way.own(file);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw ServerFiles.failed("give " + path + " to the server", e);
        }
    }

    /// Starts it on a free port and does not wait. Problems: `server-files-failed`.
    ///
    /// @param options settings for this start only, which go before those of the directory; the
    ///   port and the addresses are not theirs to say
    public void start(Map<String, String> options) {
        try {
            closeToOthers();
            launch.clear();
            port = Ports.find();
            process = launch.start(settings(options), log);
        } catch (IOException e) {
            throw ServerFiles.failed("start a server in " + data, e);
        }
    }

    /// Where it listens, after [#start].
    public int port() {
        return port;
    }

    /// Waits until it answers queries, be it in recovery or not. Problems:
    /// `restored-server-failed`.
    ///
    /// @param progress hears which WAL is being replayed, about once a second
    public void awaitQueries(Duration limit, Consumer<Lsn> progress) {
        await(limit, progress, this::isReady);
    }

    /// Waits until recovery is over and it is open to all. Problems: `restored-server-failed`, also
    /// when the server pauses at its target instead.
    ///
    /// @param progress hears which WAL is being replayed, about once a second
    public void awaitPromoted(Duration limit, Consumer<Lsn> progress) {
        await(limit, progress, () -> isReady() && isInProduction());
    }

    /// The last lines of its log.
    public List<String> lastLines() {
        try {
            return ServerFiles.tail(log, LINES_SHOWN);
        } catch (IOException e) {
            throw ServerFiles.failed("read " + log, e);
        }
    }

    /// Ends every session, writes all to the disk and waits until the server is gone, whatever it
    /// was doing. Without effect when it does not run. Problems: `server-did-not-stop`.
    public void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        boolean gone;
        try {
            gone = Postmaster.stop(() -> pid(running), STOP_MAY_TAKE, () -> isGone(running));
        } catch (IOException e) {
            throw ServerFiles.failed("stop the server in " + data, e);
        }
        if (!gone) {
            throw PostgresProblems.SERVER_DID_NOT_STOP
                    .says("the restored server is still stopping")
                    .what("%s is in use %d s after", data, STOP_MAY_TAKE.toSeconds())
                    .kept("its data is safe; it still runs")
                    .remedy("Wait until it has ended; its log is %s.", log)
                    .with("pid", running.pid())
                    .asException();
        }
        process = null;
    }

    /// What was started becomes the postmaster, and in a namespace of its own has another number.
    private long pid(Process running) {
        return find().map(Postmaster::pid).orElse(running.isAlive() ? running.pid() : 0);
    }

    @Override
    public void close() {
        stop();
    }

    private Map<String, String> settings(Map<String, String> options) {
        var settings = new HashMap<String, String>();
        // Whatever the directory's own files say, its past must not reach the outside again.
        settings.put("archive_mode", "off");
        settings.put("ssl", "off");
        settings.putAll(options);
        settings.put("port", Integer.toString(port));
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        settings.put("logging_collector", "off");
        settings.put("log_destination", "stderr");
        settings.put("log_min_messages", "warning");
        return settings;
    }

    /// PostgreSQL refuses a directory that others may look into.
    private void closeToOthers() throws IOException {
        if (!Files.getPosixFilePermissions(data).equals(GROUP_READS)) {
            Files.setPosixFilePermissions(data, PRIVATE);
        }
    }

    private void await(Duration limit, Consumer<Lsn> progress, BooleanSupplier reached) {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("the server was not started");
        }
        var replay = new ReplayWatch(data, running.pid(), progress);
        boolean decided =
                Waiting.until(
                        limit,
                        () -> {
                            replay.look();
                            return !running.isAlive() || reached.getAsBoolean();
                        });
        if (!decided || !reached.getAsBoolean()) {
            throw failed(running);
        }
    }

    private boolean isReady() {
        return find().filter(Postmaster::ready).isPresent();
    }

    /// A server that replays WAL calls itself ready as soon as it answers queries; only the control
    /// file says that recovery is over, and it says so before the postmaster opens to all.
    private boolean isInProduction() {
        try {
            byte[] bytes = Files.readAllBytes(data.resolve("global/pg_control"));
            return ControlFile.parse(bytes).state() == ControlFile.State.IN_PRODUCTION;
        } catch (IOException | ProblemException _) {
            // Just being written, or gone with everything else: the next look tells.
            return false;
        }
    }

    private boolean isGone(Process running) {
        return !running.isAlive() && find().isEmpty() && Postmaster.orphans(data).isEmpty();
    }

    private Optional<Postmaster> find() {
        try {
            return Postmaster.find(data);
        } catch (IOException e) {
            throw ServerFiles.failed("look at the server in " + data, e);
        }
    }

    private ProblemException failed(Process running) {
        return PostgresProblems.RESTORED_SERVER_FAILED
                .says("the restored server did not become ready")
                .what(
                        "%s; the last lines of its log: %s",
                        running.isAlive()
                                ? "it still runs"
                                : "it ended with exit code " + running.exitValue(),
                        String.join(" | ", lastLines()))
                .kept("the directory %s stays for a look", data)
                .remedy("Remove the cause that the log names, then restore again.")
                .with("log", log)
                .asException();
    }
}
