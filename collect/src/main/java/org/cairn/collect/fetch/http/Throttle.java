package org.cairn.collect.fetch.http;

import java.time.Duration;
import org.cairn.source.spec.WebSpec.AutoThrottle;
import org.jspecify.annotations.Nullable;

/// The delay between requests that follows from how fast a host answers, in the way of Scrapy's
/// AutoThrottle: the mean of the delay so far and of the time of answering divided by the
/// concurrency that is wanted; answers that are no success never make it shorter. Guarded by its
/// [Host].
final class Throttle {
    private @Nullable Duration delay;

    /// The delay before the next request; none for sources that do not throttle.
    Duration delay(@Nullable AutoThrottle rules) {
        if (rules == null) {
            return Duration.ZERO;
        }
        Duration known = delay;
        return bounded(known == null ? rules.startDelay() : known, rules);
    }

    /// Learns from one answer.
    ///
    /// @param latency from the request to the head of the answer
    void learn(@Nullable AutoThrottle rules, Duration latency, boolean success) {
        if (rules == null) {
            return;
        }
        Duration before = delay(rules);
        Duration target = Duration.ofNanos((long) (latency.toNanos() / rules.targetConcurrency()));
        Duration mean = before.plus(target).dividedBy(2);
        Duration next = bounded(target.compareTo(mean) > 0 ? target : mean, rules);
        if (success || next.compareTo(before) > 0) {
            delay = next;
        }
    }

    private static Duration bounded(Duration value, AutoThrottle rules) {
        return value.compareTo(rules.maxDelay()) > 0 ? rules.maxDelay() : value;
    }
}
