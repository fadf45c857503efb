package org.cairn.protect.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.WalRange;
import org.cairn.protect.ProtectProblems;
import org.cairn.vault.Vault;
import org.jspecify.annotations.Nullable;

/// Streams WAL beside an act of this process that needs it: a backup, which may take hours.
///
/// The server then keeps no more WAL for it than it does for `cairn serve`, and what is written
/// meanwhile is protected. Confined to the thread that began it.
public final class CompanionStream implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    private final Vault vault;
    private final Duration patience;
    private final WalStreaming streaming;
    private final Watch watch = new Watch();
    private final CompletableFuture<Void> run;

    private CompanionStream(
            Vault vault, Duration patience, Function<StreamListener, WalStreaming> streams) {
        this.vault = vault;
        this.patience = patience;
        this.streaming = streams.apply(watch);
        this.run =
                CompletableFuture.runAsync(
                        this::stream,
                        task -> Thread.ofPlatform().name("cairn-receive").start(task));
    }

    /// Begins to stream. When it returns, the server has the slot, and so keeps what it writes from
    /// here on, and its past was compared with ours: the checkpoint of a backup may remove the WAL
    /// by which that is seen. Empty when another process streams.
    ///
    /// Problems: those of [WalStreaming#run] and of the connection.
    ///
    /// @param patience how long the vault may refuse WAL before [#await] gives up
    public static Optional<CompanionStream> begin(
            Vault vault, Duration patience, Function<StreamListener, WalStreaming> streams) {
        var companion = new CompanionStream(vault, patience, streams);
        try {
            companion.awaitReceiving();
            return Optional.of(companion);
        } catch (ProblemException e) {
            companion.close();
            if (e.problem().code().equals(ProtectProblems.STREAM_RUNNING)) {
                return Optional.empty();
            }
            throw e;
        } catch (RuntimeException e) {
            companion.close();
            throw e;
        }
    }

    private void awaitReceiving() {
        while (!streaming.isReceiving()) {
            requireRunning();
            pause();
        }
    }

    private void requireRunning() {
        if (run.isDone()) {
            get(run);
            throw new IllegalStateException("the stream was stopped");
        }
    }

    private static void pause() {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while waiting for the stream");
        }
    }

    private void stream() {
        streaming.run();
        Problem reason = watch.gaveUp;
        if (reason != null) {
            throw new ProblemException(reason, null);
        }
    }

    /// Waits until the vault holds every byte of a range, also what the server has yet to write.
    ///
    /// Problems: why the stream ended; why the vault takes no WAL, when that goes on for longer
    /// than its patience; `catch-up-slow` when some of the range is missing for good.
    public void await(String server, WalRange range) {
        if (VaultWait.covers(vault, server, range)) {
            return;
        }
        var progress = new Progress(patience);
        @Nullable Lsn asked = null;
        while (true) {
            StreamStatus status = streaming.status();
            if (isPast(range, status, status.shipped())) {
                break;
            }
            requireRunning();
            Lsn durable = status.durable();
            if (durable != null && isPast(range, status, durable) && !durable.equals(asked)) {
                asked = durable;
                streaming.shipSoon();
            }
            progress.require(status);
            pause();
        }
        VaultWait.requireCovered(vault, server, range);
    }

    private static boolean isPast(WalRange range, StreamStatus status, @Nullable Lsn position) {
        return position != null
                && range.timeline().equals(status.timeline())
                && position.compareTo(range.end()) >= 0;
    }

    /// Ends the stream at once. What has arrived is kept, in the vault or in the journal.
    @Override
    public void close() {
        streaming.stopAtOnce();
        try {
            run.join();
        } catch (CompletionException _) {
            // Whoever needed the stream has heard of it.
        }
    }

    private static void get(Future<?> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for the stream");
        }
    }

    /// Gives up where `cairn serve` would try for ever.
    private final class Watch implements StreamListener {
        private volatile @Nullable Problem gaveUp;
        // Used by the thread that receives.
        private int failures;
        private @Nullable Lsn before;

        @Override
        public void onLost(Problem problem) {
            Lsn durable = streaming.status().durable();
            boolean progressed = durable != null && !durable.equals(before);
            before = durable;
            failures = progressed ? 1 : failures + 1;
            if (!CatchUp.passes(problem) || failures == ATTEMPTS) {
                gaveUp = problem;
                streaming.stop();
            }
        }
    }

    /// Whether the stream comes on. Confined to one thread.
    private static final class Progress {
        private final Duration patience;
        private @Nullable Lsn shipped;
        private long since = System.nanoTime();

        Progress(Duration patience) {
            this.patience = patience;
        }

        void require(StreamStatus status) {
            Problem problem = status.problem();
            Lsn now = status.shipped();
            if (problem == null || (now != null && !now.equals(shipped))) {
                shipped = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > patience.toNanos()) {
                throw new ProblemException(problem, null);
            }
        }
    }
}
