package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cairn.postgres.PostgresProblems;

/// Starts the process of a server on a data directory, whatever directory that is. No shell has a
/// part in it, so that options may hold any character.
record Launch(ServerPrograms programs, Path data, Unprivileged way) {
    private static final Duration ORPHANS_MAY_TAKE = Duration.ofSeconds(10);
    private static final Duration ORPHANS_MUST_END = Duration.ofSeconds(20);

    /// Clears what a server that was killed left behind: its children end by themselves soon, or
    /// are helped; a file with a number that is another's now goes.
    void clear() throws IOException {
        awaitOrphans();
        Postmaster.removeStaleFile(data);
    }

    /// Starts it in a session of its own, so that no key that is pressed in a terminal reaches it.
    Process start(Map<String, String> options, Path output) throws IOException {
        var command = new ArrayList<String>();
        command.addAll(List.of("setsid", programs.program("postgres").toString()));
        command.addAll(List.of("-D", data.toString()));
        new TreeMap<>(options).forEach((name, value) -> command.add(option(name, value)));
        return Commands.prepare(way.wrap(command), output).start();
    }

    private static String option(String name, String value) {
        return "--" + name + "=" + value;
    }

    private void awaitOrphans() {
        if (Waiting.until(ORPHANS_MAY_TAKE, () -> Postmaster.orphans(data).isEmpty())) {
            return;
        }
        Postmaster.orphans(data).forEach(ProcessHandle::destroyForcibly);
        if (!Waiting.until(ORPHANS_MUST_END, () -> Postmaster.orphans(data).isEmpty())) {
            throw PostgresProblems.SERVER_DID_NOT_START
                    .says("processes of the embedded server that crashed do not end")
                    .what(
                            "process ids %s",
                            Postmaster.orphans(data).stream().map(ProcessHandle::pid).toList())
                    .kept("the data directory is unchanged")
                    .remedy("Look why they hang, often a dead network disk; then try again.")
                    .asException();
        }
    }
}
