package org.cairn.source.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a strategy finds records in a page or an XML document.
///
/// @param min fewest records with which the strategy fits
/// @param carry values from around the record, by name
public record MarkupRecords(Selector select, int min, Map<String, Selector> carry) {
    public MarkupRecords {
        carry = Collections.unmodifiableMap(new LinkedHashMap<>(carry));
        if (min < 0) {
            throw new IllegalArgumentException("'min' is at least 0");
        }
    }
}
