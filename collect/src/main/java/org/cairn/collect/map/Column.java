package org.cairn.collect.map;

import java.util.List;
import org.cairn.source.spec.FieldSpec.FieldChecks;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.jspecify.annotations.Nullable;

/// One column of a dataset and how its value is derived.
///
/// @param any chains tried in order; the first that gives a value wins
/// @param then transforms of the pipeline, after the chain's own
public record Column(
        String name, FieldType type, FieldChecks checks, List<Chain> any, List<Transform> then) {
    public Column {
        any = List.copyOf(any);
        then = List.copyOf(then);
    }

    /// A field of the resource.
    ///
    /// @param constants by strategy index: a `set` value that wins over the record, or null
    /// @param origins indexes into the projection's origins, tried in order
    public record Chain(
            String field,
            List<@Nullable String> constants,
            List<Integer> origins,
            List<Transform> transforms) {}
}
