package org.cairn.collect.fetch.http;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.cairn.source.spec.WebSpec;
import org.cairn.source.spec.WebSpec.AutoThrottle;
import org.jspecify.annotations.Nullable;

/// How hard a host may be asked.
///
/// @param obeyRobots whether its robots.txt is asked first
/// @param concurrencyPerHost requests at once to one host
/// @param downloadDelay the least time between two requests
/// @param randomize whether that time varies between half and one and a half of it
/// @param throttle by how fast the host answers; null for a time that stays
public record Politeness(
        boolean obeyRobots,
        int concurrencyPerHost,
        Duration downloadDelay,
        boolean randomize,
        @Nullable AutoThrottle throttle) {
    public static final Politeness DEFAULT = new Politeness(false, 4, Duration.ZERO, false, null);

    static Politeness of(WebSpec.Politeness declared) {
        return new Politeness(
                declared.obeyRobots(),
                declared.concurrencyPerHost(),
                declared.delay(),
                declared.randomize(),
                declared.throttle());
    }

    /// The same with another time between two requests, never less than that.
    Politeness apartBy(Duration delay) {
        return new Politeness(obeyRobots, concurrencyPerHost, delay, false, throttle);
    }

    Politeness withoutRobots() {
        return new Politeness(false, concurrencyPerHost, downloadDelay, randomize, throttle);
    }

    /// The time to the next request.
    ///
    /// @param throttled what follows from how fast the host answers
    Duration apart(RandomGenerator random, Duration throttled) {
        Duration least = throttled.compareTo(downloadDelay) > 0 ? throttled : downloadDelay;
        return randomize && least.isPositive()
                ? Duration.ofNanos((long) (least.toNanos() * random.nextDouble(0.5, 1.5)))
                : least;
    }
}
