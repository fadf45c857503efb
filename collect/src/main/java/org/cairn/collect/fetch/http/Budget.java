package org.cairn.collect.fetch.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.cairn.source.spec.ClientSpec.RateLimit;

/// When a host may be sent the next request. Guarded by its [Host].
///
/// It keeps the times of past and promised requests, by whichever source; each source judges them
/// by its own limits.
final class Budget {
    /// The largest limit that can be declared, and so the most times that are worth keeping.
    static final int MOST_TIMES = 100_000;

    private final ArrayDeque<Instant> times = new ArrayDeque<>();
    private Instant notBefore = Instant.MIN;

    /// The first moment from now on that breaks no limit.
    ///
    /// @param apart the least distance to the request before
    Instant next(List<RateLimit> limits, Duration apart, Instant now) {
        Instant at = later(now, notBefore);
        if (!times.isEmpty()) {
            at = later(at, times.getLast().plus(apart));
        }
        for (RateLimit limit : limits) {
            if (limit instanceof RateLimit.MovingWindow(int most, Duration per)
                    && times.size() >= most) {
                at = later(at, nthFromEnd(most).plus(per));
            }
        }
        return at;
    }

    /// A request will be sent then.
    void promise(Instant at) {
        times.addLast(at);
        if (times.size() > MOST_TIMES) {
            times.removeFirst();
        }
    }

    /// The host asks to be left alone until then.
    void rest(Instant until) {
        notBefore = later(notBefore, until);
    }

    private Instant nthFromEnd(int n) {
        if (n > times.size() / 2) {
            Iterator<Instant> fromBegin = times.iterator();
            for (int i = times.size() - n; i > 0; i--) {
                fromBegin.next();
            }
            return fromBegin.next();
        }
        Iterator<Instant> fromEnd = times.descendingIterator();
        for (int i = 1; i < n; i++) {
            fromEnd.next();
        }
        return fromEnd.next();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
