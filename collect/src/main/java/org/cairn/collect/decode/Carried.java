package org.cairn.collect.decode;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values carried from around the records of one document, by name and place.
///
/// @param values for each name the elements around records, ascending by offset; the first value of
///   each is the carried one
/// @param given what every record of the document carries from outside of it
record Carried(Map<String, List<RawRecord>> values, Map<String, String> given) {
    static final Carried NONE = new Carried(Map.of(), Map.of());

    /// The value that belongs to the record at an offset: that of the element around it, which is
    /// the last one to begin before it.
    @Nullable Object get(String name, long record) {
        String outside = given.get(name);
        if (outside != null) {
            return outside;
        }
        List<RawRecord> elements = values.getOrDefault(name, List.of());
        int low = 0;
        int high = elements.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (elements.get(middle).span().offset() <= record) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : elements.get(low - 1).values()[0];
    }
}
