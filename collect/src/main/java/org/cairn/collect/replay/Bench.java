package org.cairn.collect.replay;

import java.nio.file.Path;
import java.time.InstantSource;
import org.cairn.collect.fetch.http.WebSettings;
import org.cairn.kernel.EventSink;

/// What recording and replaying need from outside.
///
/// @param scratch a folder of the project for what does not last
public record Bench(Path scratch, WebSettings settings, InstantSource clock, EventSink events) {
    /// The same without a word to anybody.
    Bench quiet() {
        return new Bench(scratch, settings, clock, EventSink.NONE);
    }
}
