package org.cairn.collect.fetch.http;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How hard a host may be asked.
///
/// @param concurrencyPerHost requests at once to one host
/// @param downloadDelay the least time between two requests
/// @param randomize whether that time varies between half and one and a half of it
public record Politeness(int concurrencyPerHost, Duration downloadDelay, boolean randomize) {
    public static final Politeness DEFAULT = new Politeness(4, Duration.ZERO, false);

    Duration apart(RandomGenerator random) {
        return randomize
                ? Duration.ofNanos((long) (downloadDelay.toNanos() * random.nextDouble(0.5, 1.5)))
                : downloadDelay;
    }
}
