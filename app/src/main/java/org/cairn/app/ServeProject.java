package org.cairn.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.ProcessLock;
import org.cairn.kernel.RecurringProblem;
import org.cairn.kernel.RunEvent;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.stream.StreamListener;
import org.cairn.protect.stream.StreamStatus;
import org.cairn.protect.stream.WalStreaming;
import org.cairn.vault.wal.WalGap;

/// The one long-lived process of a project: it streams the server's WAL into the vault and does
/// what is scheduled.
///
/// Whatever ended the last one, it begins where vault and journal say: there is no state of its own
/// to repair. [#run] belongs to one thread; [#stop] and [#status] to any.
public final class ServeProject {
    private static final Duration FINISH = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_NANOS = 100_000_000;

    private final Serving serving;
    private final EventSink events;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final WalStreaming streaming;
    private final Schedules schedules;
    private final RunSchedules runs;
    private final RecurringProblem notStarted;

    /// What serving needs of the project.
    interface Serving {
        /// Where the lock lies.
        Path lock();

        /// Starts the embedded server where it is one; without effect for others.
        void startServer();

        /// Starts the embedded server again if it crashed; one that was stopped in order stays so.
        void startServerAfterCrash();

        WalStreaming streaming(StreamListener listener);

        Schedules schedules();

        /// What is run by itself.
        RunSchedules runSchedules();
    }

    ServeProject(Serving serving, InstantSource clock, EventSink events) {
        this.serving = serving;
        this.events = events;
        this.notStarted =
                new RecurringProblem(
                        "the server does not start", "the server runs again", clock, events);
        this.schedules = serving.schedules();
        this.runs = serving.runSchedules();
        this.streaming = serving.streaming(new Listener());
    }

    /// Serves until [#stop]. Problems: `serve-running` when another process serves this project,
    /// those of starting the embedded server, and those of [WalStreaming#run].
    public void run() {
        try (var _ = lock()) {
            serving.startServer();
            events.accept(new RunEvent.Noted("serving; Ctrl-C ends it in order"));
            Thread scheduled = Thread.ofPlatform().name("cairn-schedules").start(schedules::run);
            Thread running = Thread.ofPlatform().name("cairn-runs").start(runs::run);
            try {
                stream();
            } finally {
                schedules.stop();
                runs.stop();
                join(scheduled);
                join(running);
            }
            events.accept(new RunEvent.Noted("stopped; all that was received is kept"));
        } finally {
            ended.countDown();
        }
    }

    /// A command that brings the vault up to date receives for a moment; it is waited for.
    private void stream() {
        boolean isSaid = false;
        while (!stopped.get()) {
            try {
                streaming.run();
                return;
            } catch (ProblemException e) {
                if (!e.problem().code().equals(ProtectProblems.STREAM_RUNNING)) {
                    throw e;
                }
                if (!isSaid) {
                    events.accept(
                            new RunEvent.Noted(
                                    "waiting: %s, %s"
                                            .formatted(
                                                    e.problem().headline(), e.problem().what())));
                }
                isSaid = true;
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
    }

    private ProcessLock lock() {
        Path file = serving.lock();
        try {
            Files.createDirectories(file.getParent());
            return ProcessLock.tryTake(file)
                    .orElseThrow(() ->
                            AppProblems.SERVE_RUNNING
                                    .says("another cairn serves this project")
                                    .what("process %s holds %s", ProcessLock.holder(file), file)
                                    .kept("nothing was changed")
                                    .remedy("Let it go on, or end it first.")
                                    .with("pid", ProcessLock.holder(file))
                                    .asException());
        } catch (IOException e) {
            throw AppProblems.FILES_UNWRITABLE
                    .says("cannot write %s", file)
                    .what("%s", e)
                    .kept("nothing was changed")
                    .remedy("Make the project's folder writable and see that its disk has room.")
                    .with("file", file)
                    .asException(e);
        }
    }

    /// Whether some process serves the project now.
    static boolean isRunning(Path lock) {
        if (!Files.exists(lock)) {
            return false;
        }
        try (ProcessLock free = ProcessLock.tryTake(lock).orElse(null)) {
            return free == null;
        } catch (IOException _) {
            // Who may not write here cannot know; nobody is then said to serve.
            return false;
        }
    }

    /// Ends [#run] in order, soon. Returns at once.
    public void stop() {
        if (stopped.compareAndSet(false, true)) {
            schedules.stop();
            streaming.stop();
        }
    }

    /// Waits until [#run] has ended.
    public void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public StreamStatus status() {
        return streaming.status();
    }

    /// What is under way may finish; what takes long, such as a backup that waits for WAL that
    /// nobody streams any more, is cancelled.
    private static void join(Thread thread) {
        try {
            if (!thread.join(FINISH)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Listener implements StreamListener {
        @Override
        public void onConnected(String systemIdentifier) {
            notStarted.over();
            events.accept(new RunEvent.Noted("streaming WAL of server " + systemIdentifier));
            schedules.backUpIfNone(systemIdentifier);
        }

        @Override
        public void onLost(Problem problem) {
            // The stream itself says what is wrong, and that it tries again.
            try {
                serving.startServerAfterCrash();
            } catch (ProblemException e) {
                notStarted.happened(e.problem());
            }
        }

        @Override
        public void onGap(WalGap gap) {
            events.accept(
                    new RunEvent.Noted(
                            "gap: the WAL from %s is lost (%s); a backup follows"
                                    .formatted(gap.missing(), gap.reason())));
            schedules.backUpNow();
        }
    }
}
