package org.cairn.kernel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Something that stops an act: what happened, what is still safe, and what to do.
///
/// Rendered by the command line as five lines and by `--json` as one object, so its parts are plain
/// text and plain facts.
///
/// @param headline lower case, no full stop: what failed with which thing
/// @param what details of what happened; may be empty
/// @param kept what is stored or unchanged in spite of it; may be empty
/// @param remedy a sentence that starts with a verb
/// @param facts machine-readable details in the order given: text, numbers, booleans
public record Problem(
        ProblemCode code,
        String headline,
        String what,
        String kept,
        String remedy,
        Map<String, Object> facts) {
    public Problem {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
