package org.cairn.source.spec;

import java.util.List;

/// What does not count as a change.
///
/// @param volatileFields left out of the comparison; the row keeps the value of its last real
///   change
/// @param unordered fields that hold lists whose order means nothing: compared as sets
public record ChangeSpec(List<String> volatileFields, List<String> unordered) {
    public static final ChangeSpec ALL = new ChangeSpec(List.of(), List.of());

    public ChangeSpec {
        volatileFields = List.copyOf(volatileFields);
        unordered = List.copyOf(unordered);
    }
}
