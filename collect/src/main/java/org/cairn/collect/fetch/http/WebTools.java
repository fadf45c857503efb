package org.cairn.collect.fetch.http;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.cairn.kernel.EventSink;

/// What asking the web needs from outside.
///
/// @param random spreads pauses
/// @param scratch a folder for large bodies, made when needed; its files have no name and are gone
///   with the process
public record WebTools(
        InstantSource clock,
        Pauses pauses,
        RandomGenerator random,
        EventSink events,
        Path scratch) {
    /// With real pauses and real chance.
    public static WebTools real(InstantSource clock, EventSink events, Path scratch) {
        return new WebTools(clock, Pauses.REAL, RandomGenerator.getDefault(), events, scratch);
    }
}
