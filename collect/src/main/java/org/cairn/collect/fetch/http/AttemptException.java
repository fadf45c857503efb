package org.cairn.collect.fetch.http;

import java.time.Duration;
import org.cairn.kernel.Problem;
import org.jspecify.annotations.Nullable;

/// One attempt went wrong. Carries no stack trace: it is a verdict, and may come thousands of
/// times.
final class AttemptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final Kind kind;
    private final transient @Nullable Duration after;

    /// What follows from a failure.
    enum Kind {
        /// The host is in trouble: try again, and count it against the host.
        OUTAGE,
        /// The host is well and wants a pause.
        BUSY,
        /// Trying again would not help.
        FINAL
    }

    AttemptException(
            Problem problem, Kind kind, @Nullable Duration after, @Nullable Throwable cause) {
        super(problem.headline(), cause, false, false);
        this.problem = problem;
        this.kind = kind;
        this.after = after;
    }

    Problem problem() {
        return problem;
    }

    Kind kind() {
        return kind;
    }

    /// The pause that the server asks for, or null.
    @Nullable Duration after() {
        return after;
    }
}
