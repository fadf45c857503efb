package org.cairn.postgres.server;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The one place that waits by looking again: for processes that are not our children, and for a
/// lock between processes, there is nothing that could wake us; nor for what a server does in its
/// own time.
public final class Waiting {
    private static final long FIRST_PAUSE_NANOS = 2_000_000;
    private static final long LONGEST_PAUSE_NANOS = 50_000_000;

    private Waiting() {}

    /// Asks until the answer is yes, or says no after `limit`. An interrupt is a cancellation.
    public static boolean until(Duration limit, BooleanSupplier condition) {
        long begin = System.nanoTime();
        long pause = FIRST_PAUSE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > limit.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(pause);
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while waiting for the server");
            }
            pause = Math.min(pause * 3 / 2, LONGEST_PAUSE_NANOS);
        }
        return true;
    }
}
