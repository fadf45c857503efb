package org.cairn.protect.stream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.vault.wal.WalGap;

/// A stream that runs beside the test, with what it says.
final class RunningStream implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    final List<String> notes = new CopyOnWriteArrayList<>();
    final List<WalGap> gaps = new CopyOnWriteArrayList<>();
    final List<Problem> losses = new CopyOnWriteArrayList<>();
    private final WalStreaming streaming;
    private final FutureTask<Boolean> task;

    private RunningStream(StreamSettings settings) {
        streaming =
                new WalStreaming(
                        settings,
                        InstantSource.system(),
                        Steps.NONE,
                        event -> {
                            if (event instanceof RunEvent.Noted(String message)) {
                                notes.add(message);
                            }
                        },
                        new StreamListener() {
                            @Override
                            public void onLost(Problem problem) {
                                losses.add(problem);
                            }

                            @Override
                            public void onGap(WalGap gap) {
                                gaps.add(gap);
                            }
                        });
        task = new FutureTask<>(streaming::run, true);
    }

    static RunningStream start(StreamSettings settings) {
        var running = new RunningStream(settings);
        Thread.ofPlatform().name("stream under test").start(running.task);
        return running;
    }

    StreamStatus status() {
        return streaming.status();
    }

    void awaitConnected() {
        await("connected", () -> status().connected());
    }

    void awaitShipped(Lsn end) {
        await(
                "shipped to " + end,
                () -> {
                    Lsn shipped = status().shipped();
                    return shipped != null && shipped.compareTo(end) >= 0;
                });
    }

    void await(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                throw new AssertionError("not " + what + ": " + status() + notes);
            }
            if (task.isDone()) {
                stop();
                throw new AssertionError("it ended before it was " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /// The problem with which it ends by itself.
    Problem awaitFailure() {
        try {
            task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            throw new AssertionError("it ended well");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                return problem.problem();
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /// Stops it in order; throws what it throws.
    void stop() {
        streaming.stop();
        try {
            task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (!task.isDone()) {
            stop();
        }
    }
}
