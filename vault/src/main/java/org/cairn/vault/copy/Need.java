package org.cairn.vault.copy;

import java.util.Map;
import java.util.OptionalLong;

/// An object that another one names.
///
/// @param sizeBytes if who names it says so
public record Need(String object, OptionalLong sizeBytes) {
    public static Need of(String object) {
        return new Need(object, OptionalLong.empty());
    }

    /// Whether it is among objects that are given with their lengths.
    boolean isIn(Map<String, Long> objects) {
        Long size = objects.get(object);
        return size != null && (sizeBytes.isEmpty() || sizeBytes.getAsLong() == size);
    }
}
