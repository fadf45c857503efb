package org.cairn.vault.store.s3;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.cairn.vault.store.s3.S3Failures.Kind;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/// Sends a request until it is answered: what was lost is sent again after a pause, of a length by
/// chance between nothing and a bound that doubles ("full jitter"), within the time that one act
/// may take. Safe for any thread.
final class S3Calls {
    private static final int MOST_ATTEMPTS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Duration patience;

    S3Calls(Duration patience) {
        this.patience = patience;
    }

    /// Throws the failure that came last, when it is none that goes away or the patience is over.
    <T> T send(Supplier<T> request) {
        var attempts = new Attempts();
        while (true) {
            try {
                return once(request);
            } catch (SdkException e) {
                if (!attempts.again(e)) {
                    throw e;
                }
            }
        }
    }

    /// Sends it once, with an interrupt as a cancellation.
    static <T> T once(Supplier<T> request) {
        try {
            return request.get();
        } catch (AbortedException e) {
            throw cancelled(e);
        } catch (SdkException e) {
            if (Thread.currentThread().isInterrupted()
                    || S3Failures.find(e, InterruptedException.class).isPresent()) {
                throw cancelled(e);
            }
            throw e;
        }
    }

    private static CancellationException cancelled(Exception cause) {
        Thread.currentThread().interrupt();
        var cancelled = new CancellationException("interrupted while speaking to the store");
        cancelled.initCause(cause);
        return cancelled;
    }

    Attempts attempts() {
        return new Attempts();
    }

    /// The attempts of one act. Confined to one thread.
    final class Attempts {
        private final long begin = System.nanoTime();
        private int count;
        private boolean skewed;

        /// Whether to try again after this failure; waits before it says yes.
        boolean again(SdkException failure) {
            Kind kind = S3Failures.kindOf(failure);
            if (S3Failures.isSkewed(failure) && !skewed) {
                // The SDK has learnt the server's time from this answer and signs by it now.
                skewed = true;
                return true;
            }
            boolean passing = kind == Kind.LOST || kind == Kind.CONTENDED;
            return passing && again();
        }

        /// Whether there may be another attempt; waits before it says yes.
        boolean again() {
            count++;
            if (count >= MOST_ATTEMPTS) {
                return false;
            }
            long pause = pauseNanos();
            if (System.nanoTime() - begin + pause > patience.toNanos()) {
                return false;
            }
            pause(pause);
            return true;
        }

        private long pauseNanos() {
            long bound =
                    Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(count, 20));
            return RandomGenerator.getDefault().nextLong(bound);
        }
    }

    private static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while waiting for the store");
            }
        }
    }
}
