package org.cairn.ledger.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// How complete the records of a resource were in one run, in numbers.
///
/// @param judged records that were fit to load
/// @param filled by field: how many of them had a value
/// @param files by name of file: how many records it had; empty where that is not known
public record Completeness(long judged, Map<String, Long> filled, Map<String, Long> files) {
    public static final Completeness UNKNOWN = new Completeness(0, Map.of(), Map.of());

    public Completeness {
        filled = Collections.unmodifiableMap(new LinkedHashMap<>(filled));
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }
}
