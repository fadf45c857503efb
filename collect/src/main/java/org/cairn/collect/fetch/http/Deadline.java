package org.cairn.collect.fetch.http;

import java.time.Duration;
import org.cairn.source.spec.ClientSpec.Timeouts;
import org.jspecify.annotations.Nullable;

/// How long one attempt may still take. Counts from when it is made.
final class Deadline {
    /// A body must bring so much in each [#PACE_WINDOW], or it is cut.
    static final long PACE_BYTES = 60 << 10;

    static final Duration PACE_WINDOW = Duration.ofSeconds(60);

    private final long begin = System.nanoTime();
    private final Timeouts timeouts;

    Deadline(Timeouts timeouts) {
        this.timeouts = timeouts;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    /// How long to wait for the head of an answer.
    long headNanos() {
        return Math.min(leftNanos(), timeouts.connect().plus(timeouts.read()).toNanos());
    }

    /// How long to wait for the next piece of a body.
    long pieceNanos() {
        return Math.min(leftNanos(), timeouts.read().toNanos());
    }

    private long leftNanos() {
        @Nullable Duration total = timeouts.total();
        return total == null
                ? Long.MAX_VALUE
                : Math.max(0, total.toNanos() - (System.nanoTime() - begin));
    }

    boolean isOver() {
        return leftNanos() == 0;
    }
}
