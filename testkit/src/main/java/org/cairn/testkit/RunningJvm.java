package org.cairn.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A child JVM that was started by [ChildJvm]. Safe for any thread.
///
/// Its output is read as it comes, so that it never blocks on a full pipe.
public final class RunningJvm implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Output stdout;
    private final Output stderr;

    RunningJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        this.stdout = new Output(process.getInputStream());
        this.stderr = new Output(process.getErrorStream());
    }

    /// What a child left behind.
    ///
    /// @param exitCode 137 when it was killed with signal 9
    public record Finished(int exitCode, String stdout, String stderr) {}

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Everything printed to standard output so far.
    public String stdout() {
        return stdout.text();
    }

    /// Everything printed to standard error so far.
    public String stderr() {
        return stderr.text();
    }

    /// Waits until the child's standard output holds `text`; fails when the child ends without it
    /// or the time is over.
    public void awaitOutput(String text, Duration timeout) {
        if (!stdout.await(text, timeout)) {
            throw failure("did not print '" + text + "'", timeout);
        }
    }

    /// Waits for the end; kills the child and fails when the time is over.
    public Finished await(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                throw failure("did not end", timeout);
            }
            stdout.awaitEnd();
            stderr.awaitEnd();
            return new Finished(process.exitValue(), stdout.text(), stderr.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            throw new AssertionError("interrupted while waiting for " + name, e);
        }
    }

    /// Ends the child at once as `kill -9` does: no shutdown hook, no flush; returns when it is
    /// gone. Its own children stay.
    public Finished kill() {
        process.destroyForcibly();
        try {
            process.onExit().get(30, TimeUnit.SECONDS);
            // A grandchild may hold the pipes open: what was printed until now is enough.
            return new Finished(process.exitValue(), stdout.text(), stderr.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while killing " + name, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("process " + pid() + " does not die", e);
        }
    }

    /// Kills the child if it still runs.
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    private AssertionError failure(String what, Duration timeout) {
        return new AssertionError(
                "%s (pid %d) %s within %s%nstdout: %s%nstderr: %s"
                        .formatted(name, pid(), what, timeout, stdout.text(), stderr.text()));
    }

    /// One stream of a child, collected by a thread of its own. The monitor guards all fields.
    private static final class Output {
        private final StringBuilder text = new StringBuilder();
        private boolean ended;

        Output(InputStream stream) {
            Thread.ofVirtual().start(() -> collect(stream));
        }

        private void collect(InputStream stream) {
            try (var reader =
                    new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                char[] buffer = new char[4096];
                int count = reader.read(buffer);
                while (count >= 0) {
                    append(buffer, count);
                    count = reader.read(buffer);
                }
            } catch (IOException _) {
                // The pipe of a killed process breaks: its output ends here.
            } finally {
                end();
            }
        }

        private synchronized void append(char[] buffer, int count) {
            text.append(buffer, 0, count);
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized String text() {
            return text.toString();
        }

        synchronized void awaitEnd() throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (!ended && remainingMillis(deadline) > 0) {
                wait(remainingMillis(deadline));
            }
        }

        synchronized boolean await(String wanted, Duration timeout) {
            long deadline = System.nanoTime() + timeout.toNanos();
            try {
                while (text.indexOf(wanted) < 0 && !ended && remainingMillis(deadline) > 0) {
                    wait(remainingMillis(deadline));
                }
            } catch (InterruptedException _) {
                // Kept for the caller's next blocking call; what has come so far decides.
                Thread.currentThread().interrupt();
            }
            return text.indexOf(wanted) >= 0;
        }

        private static long remainingMillis(long deadline) {
            return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }
}
