package org.cairn.protect.stream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.postgres.PostgresProblems;
import org.cairn.vault.problem.VaultProblems;
import org.jspecify.annotations.Nullable;

/// Receives the WAL of a project's server for as long as it is let: what `cairn serve` runs.
///
/// One thread receives, another ships. A lost connection is made again, for ever; a vault that
/// cannot be written is tried again, while the journal keeps what has arrived. Only what no waiting
/// can heal ends it. [#stop], [#stopAtOnce], [#shipSoon] and [#status] are safe for any thread;
/// [#run] is called once, and again only after `stream-running`.
public final class WalStreaming {
    private static final Duration STOP_BY_ITSELF = Duration.ofMillis(300);

    /// What another attempt cannot change.
    private static final Set<String> FINAL =
            Set.of(
                    VaultProblems.TIMELINE_CONFLICT.name(),
                    VaultProblems.WAL_CONFLICT.name(),
                    VaultProblems.SERVER_CONFLICT.name(),
                    PostgresProblems.WAL_DIVERGED.name());

    private final StreamSettings settings;
    private final InstantSource clock;
    private final Steps steps;
    private final StreamListener listener;
    private final StreamState state;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch received = new CountDownLatch(1);
    private final AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
    private volatile @Nullable Receiver receiver;

    public WalStreaming(
            StreamSettings settings,
            InstantSource clock,
            Steps steps,
            EventSink events,
            StreamListener listener) {
        this.settings = settings;
        this.clock = clock;
        this.steps = steps;
        this.listener = listener;
        this.state = new StreamState(clock, events);
    }

    /// How it stands now.
    public StreamStatus status() {
        return state.snapshot();
    }

    /// Whether the server was found to have the past that we hold, and sends what follows.
    boolean isReceiving() {
        return state.isReceiving();
    }

    /// Streams until [#stop]. Ships all that was received before it returns, unless the vault
    /// refuses: then it stays in the journal.
    ///
    /// Problems: `stream-running`; `timeline-conflict`, `wal-conflict`, `server-conflict`,
    /// `wal-diverged` when the server's past is not that of the vault.
    public void run() {
        try (var _ = JournalLock.take(settings.journal());
                var wal = new ServerWal(settings, clock, steps, state)) {
            var context = new Receiver.Context(clock, steps, wake::release);
            var receiving = new Receiver(settings, wal, state, listener, context);
            receiver = receiving;
            Thread shipping =
                    Thread.ofPlatform().name("cairn-ship").start(() -> shipUntilStopped(wal));
            try {
                receiveUntilStopped(receiving);
            } finally {
                received.countDown();
                stop.countDown();
                wake.release();
                join(shipping);
            }
            shipTheRest(wal);
        }
        RuntimeException reason = broken.get();
        if (reason != null) {
            throw reason;
        }
    }

    /// Ends [#run] soon; what has arrived is kept. Returns at once.
    public void stop() {
        stop.countDown();
        Receiver receiving = receiver;
        if (receiving != null) {
            receiving.stop();
            // It ends by itself after its next message; but an idle server sends none.
            Thread.ofVirtual().start(() -> interruptAfterAWhile(receiving));
        }
    }

    /// As [#stop], without waiting for what the server may be about to send.
    void stopAtOnce() {
        stop.countDown();
        Receiver receiving = receiver;
        if (receiving != null) {
            receiving.stop();
            receiving.interrupt();
        }
    }

    /// Ships soon what has arrived, and not only when [StreamSettings#shipEvery] is over.
    void shipSoon() {
        wake.release();
    }

    private void interruptAfterAWhile(Receiver receiving) {
        if (!awaits(received, STOP_BY_ITSELF)) {
            receiving.interrupt();
        }
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void receiveUntilStopped(Receiver receiving) {
        var pauses = new Pauses();
        while (!isStopping()) {
            try {
                switch (receiving.receive(new Receiver.Until.Stopped())) {
                    case Receiver.Outcome.Again(), Receiver.Outcome.Reached _ -> pauses.reset();
                    case Receiver.Outcome.Stopped() -> stop.countDown();
                }
            } catch (ProblemException e) {
                if (FINAL.contains(e.problem().code().name())) {
                    throw e;
                }
                lost(e.problem(), pauses);
            } catch (CancellationException e) {
                if (!isStopping()) {
                    throw e;
                }
            }
        }
    }

    private void lost(Problem problem, Pauses pauses) {
        boolean wasFine = problem.code().equals(PostgresProblems.DATABASE_LOST);
        if (state.madeProgress() || (wasFine && state.wasConnected())) {
            pauses.reset();
        }
        state.lost(problem);
        listener.onLost(problem);
        pauses.begin();
        var _ = awaits(stop, pauses.rest());
    }

    private void shipUntilStopped(ServerWal wal) {
        var pauses = new Pauses();
        while (!isStopping()) {
            awaitWork(pauses);
            if (isStopping()) {
                return;
            }
            try {
                wal.ship();
                pauses.reset();
            } catch (ProblemException e) {
                state.shippingFailed(e.problem());
                if (FINAL.contains(e.problem().code().name())) {
                    breakOff(e);
                }
                pauses.begin();
            } catch (RuntimeException e) {
                breakOff(e);
            }
        }
    }

    private void awaitWork(Pauses pauses) {
        if (!pauses.isOver()) {
            var _ = awaits(stop, pauses.rest());
            return;
        }
        try {
            var _ = wake.tryAcquire(settings.shipEvery().toNanos(), TimeUnit.NANOSECONDS);
            wake.drainPermits();
        } catch (InterruptedException e) {
            breakOff(new CancellationException("interrupted while shipping"));
        }
    }

    /// The receiver must not go on acknowledging what can never be shipped.
    private void breakOff(RuntimeException reason) {
        broken.compareAndSet(null, reason);
        stop();
    }

    private void shipTheRest(ServerWal wal) {
        try {
            wal.ship();
        } catch (ProblemException e) {
            // It is safe in the journal, and the next start ships it.
            state.shippingFailed(e.problem());
        }
    }

    private static boolean awaits(CountDownLatch latch, Duration time) {
        try {
            return latch.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while streaming");
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            // The caller learns of it at its next wait; what ships now may end by itself.
            Thread.currentThread().interrupt();
        }
    }
}
