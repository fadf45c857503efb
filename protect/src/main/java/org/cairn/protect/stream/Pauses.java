package org.cairn.protect.stream;

import java.time.Duration;

/// How long to wait before the next attempt: 0.2 s at first, twice as long each time, 10 s at most.
/// Confined to one thread.
final class Pauses {
    private static final long FIRST_NANOS = 200_000_000;
    private static final long LONGEST_NANOS = 10_000_000_000L;

    private long next = FIRST_NANOS;
    private long until;

    /// After a success the next failure waits shortly again.
    void reset() {
        next = FIRST_NANOS;
        until = 0;
    }

    /// Notes a failure: [#isOver] says no for a while.
    void begin() {
        until = Math.max(1, System.nanoTime() + next);
        next = Math.min(next * 2, LONGEST_NANOS);
    }

    boolean isOver() {
        return until == 0 || System.nanoTime() - until >= 0;
    }

    /// What is left of the pause.
    Duration rest() {
        return isOver() ? Duration.ZERO : Duration.ofNanos(until - System.nanoTime());
    }
}
