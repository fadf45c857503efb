package org.cairn.collect.fetch.http;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;

/// Lets time pass. Tests let it pass at once.
@FunctionalInterface
public interface Pauses {
    /// Really waits; there is nothing that could wake us but an interrupt, which is a cancellation.
    Pauses REAL = Pauses::park;

    void pause(Duration length);

    private static void park(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while waiting for a web server");
            }
        }
    }
}
