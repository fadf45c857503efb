package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// The main process of a server: what `postmaster.pid` says, believed only when `/proc` confirms
/// it.
///
/// Lines of the file (PostgreSQL, `pidfile.h`): pid, data directory, start time, port, socket
/// directory, listen address, shared memory key, state.
record Postmaster(long pid, int port, boolean ready) {
    private static final int DIRECTORY_LINE = 1;
    private static final int PORT_LINE = 3;
    private static final int STATE_LINE = 7;
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    /// Whether a process is the postmaster of a data directory.
    enum Verdict {
        OURS,
        /// It lives and is something else: the file is stale and its number was given again.
        OTHER,
        /// There is no such process, or only its body.
        GONE,
        /// It is some PostgreSQL and the system does not let us look whose.
        UNKNOWN
    }

    /// The postmaster that runs on a data directory, ready or not yet.
    static Optional<Postmaster> find(Path data) throws IOException {
        List<String> lines = pidFile(data);
        Optional<Long> pid = pid(lines);
        if (pid.isEmpty()
                || !isOf(lines, data)
                || isChild(pid.get())
                || judge(pid.get(), data) != Verdict.OURS) {
            return Optional.empty();
        }
        return Optional.of(
                new Postmaster(
                        pid.get(),
                        lines.size() > PORT_LINE ? number(lines.get(PORT_LINE)) : 0,
                        lines.size() > STATE_LINE
                                && lines.get(STATE_LINE).strip().equals("ready")));
    }

    /// Whether a postmaster was here that did not end in order; asked while none runs.
    static boolean leftFile(Path data) {
        return Files.exists(data.resolve("postmaster.pid"));
    }

    /// Tells a server to end every session and stop, in order (SIGINT, PostgreSQL's fast shutdown),
    /// and waits until it is gone, or says no after `limit`.
    ///
    /// It is told again each second. A shell starts what runs in the background with the signal
    /// ignored; children take that over, and one that has not become PostgreSQL yet would miss it.
    ///
    /// @param pid whom to tell at the time, 0 for nobody
    static boolean stop(LongSupplier pid, Duration limit, BooleanSupplier isGone)
            throws IOException {
        long begin = System.nanoTime();
        do {
            long told = pid.getAsLong();
            if (told != 0) {
                interrupt(told);
            }
            if (Waiting.until(TELL_EVERY, isGone)) {
                return true;
            }
        } while (System.nanoTime() - begin < limit.toNanos());
        return false;
    }

    private static void interrupt(long pid) throws IOException {
        // Java itself can send only TERM and KILL.
        List<String> kill = List.of("sh", "-c", "kill -INT \"$1\"", "sh", Long.toString(pid));
        Commands.run(Commands.prepare(kill, Path.of("/dev/null")));
    }

    /// Removes a `postmaster.pid` whose number now belongs to another process or to a dead one that
    /// nobody buried: PostgreSQL itself would take either for a running server and refuse.
    static void removeStaleFile(Path data) throws IOException {
        Optional<Long> pid = pid(pidFile(data));
        if (pid.isEmpty()) {
            return;
        }
        switch (judge(pid.get(), data)) {
            case OTHER, GONE -> {
                if (Files.exists(Path.of("/proc/" + pid.get()))) {
                    Files.deleteIfExists(data.resolve("postmaster.pid"));
                }
            }
            case OURS, UNKNOWN -> {
                // The server's own check decides.
            }
        }
    }

    /// Processes of a server whose postmaster is dead; they hold its shared memory until they end.
    static List<ProcessHandle> orphans(Path data) {
        return ProcessHandle.allProcesses()
                .filter(process -> worksIn(process.pid(), data))
                .toList();
    }

    /// Says who works in a data directory, or may do so; empty when nobody does.
    static Optional<String> occupant(Path data) throws IOException {
        Optional<Postmaster> found = find(data);
        if (found.isPresent()) {
            return Optional.of("a server runs on it, process " + found.get().pid());
        }
        Optional<Long> other =
                ProcessHandle.allProcesses()
                        .map(ProcessHandle::pid)
                        .filter(pid -> isServerIn(pid, data))
                        .findFirst();
        if (other.isPresent()) {
            return Optional.of("process %d of a server works in it".formatted(other.get()));
        }
        if (!leftFile(data)) {
            return Optional.empty();
        }
        List<String> lines = pidFile(data);
        long pid = lines.isEmpty() ? 0 : number(lines.getFirst());
        if (pid <= 1) {
            // In a container the server is often the first process.
            return Optional.of(
                    "its postmaster.pid is of a server in a container, or cannot be read; when"
                            + " you know that none runs, remove the file");
        }
        return isOf(lines, data) && judge(pid, data) == Verdict.UNKNOWN
                ? Optional.of("a server runs on it, or did: process %d".formatted(pid))
                : Optional.empty();
    }

    /// Also one in a container, which has another name for the directory.
    private static boolean isServerIn(long pid, Path data) {
        try {
            List<String> command = commandLine(pid);
            return !command.isEmpty()
                    && command.getFirst().contains("postgres")
                    && Files.isSameFile(Path.of("/proc/" + pid + "/cwd"), data);
        } catch (IOException _) {
            // A process that ended or that belongs to somebody else.
            return false;
        }
    }

    static Verdict judge(long pid, Path data) throws IOException {
        List<String> command = commandLine(pid);
        if (command.isEmpty()) {
            return Verdict.GONE;
        }
        String program = command.getFirst();
        if (!program.endsWith("/postgres") && !program.startsWith("postgres:")) {
            return Verdict.OTHER;
        }
        try {
            Path workplace = Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd"));
            return workplace.equals(data.toRealPath()) ? Verdict.OURS : Verdict.OTHER;
        } catch (NoSuchFileException _) {
            // It ended between the two looks.
            return Verdict.GONE;
        } catch (AccessDeniedException _) {
            // A container's root without the right to trace sees only the arguments.
            return command.contains(data.toString()) ? Verdict.OURS : Verdict.UNKNOWN;
        }
    }

    /// Whether the file was written by a server on this directory, and not copied with another. The
    /// start time in it says nothing more: a clock that is set afterwards makes it wrong.
    private static boolean isOf(List<String> lines, Path data) throws IOException {
        if (lines.size() <= DIRECTORY_LINE) {
            // Just being written.
            return true;
        }
        Path named = Path.of(lines.get(DIRECTORY_LINE));
        // A server in a container may know its directory by another name.
        return !Files.exists(named) || named.toRealPath().equals(data.toRealPath());
    }

    /// Children work in the same directory; only the postmaster keeps the title it began with.
    private static boolean isChild(long pid) throws IOException {
        List<String> command = commandLine(pid);
        return !command.isEmpty() && command.getFirst().startsWith("postgres:");
    }

    private static boolean worksIn(long pid, Path data) {
        try {
            return judge(pid, data) == Verdict.OURS;
        } catch (IOException _) {
            // A process that ended or that belongs to somebody else is none of ours.
            return false;
        }
    }

    private static List<String> commandLine(long pid) throws IOException {
        try {
            String raw =
                    new String(
                            Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline")),
                            StandardCharsets.UTF_8);
            return raw.isEmpty() ? List.of() : List.of(raw.split("\0"));
        } catch (IOException e) {
            if (Files.exists(Path.of("/proc/" + pid))) {
                throw e;
            }
            // No such process, or it ended while it was read.
            return List.of();
        }
    }

    private static List<String> pidFile(Path data) throws IOException {
        try {
            return new String(
                            Files.readAllBytes(data.resolve("postmaster.pid")),
                            StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException _) {
            // Stopped in order.
            return List.of();
        }
    }

    private static Optional<Long> pid(List<String> lines) {
        long pid = lines.isEmpty() ? 0 : number(lines.getFirst());
        return pid > 1 ? Optional.of(pid) : Optional.empty();
    }

    private static int number(String line) {
        String text = line.strip();
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }
}
