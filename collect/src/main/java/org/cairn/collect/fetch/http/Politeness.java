package org.cairn.collect.fetch.http;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.cairn.source.spec.WebSpec;

/// How hard a host may be asked.
///
/// @param obeyRobots whether its robots.txt is asked first
/// @param concurrencyPerHost requests at once to one host
/// @param downloadDelay the least time between two requests
/// @param randomize whether that time varies between half and one and a half of it
public record Politeness(
        boolean obeyRobots, int concurrencyPerHost, Duration downloadDelay, boolean randomize) {
    public static final Politeness DEFAULT = new Politeness(false, 4, Duration.ZERO, false);

    static Politeness of(WebSpec.Politeness declared) {
        return new Politeness(
                declared.obeyRobots(),
                declared.concurrencyPerHost(),
                declared.delay(),
                declared.randomize());
    }

    /// The same with another time between two requests, never less than that.
    Politeness apartBy(Duration delay) {
        return new Politeness(obeyRobots, concurrencyPerHost, delay, false);
    }

    Politeness withoutRobots() {
        return new Politeness(false, concurrencyPerHost, downloadDelay, randomize);
    }

    Duration apart(RandomGenerator random) {
        return randomize && downloadDelay.isPositive()
                ? Duration.ofNanos((long) (downloadDelay.toNanos() * random.nextDouble(0.5, 1.5)))
                : downloadDelay;
    }
}
