package org.cairn.collect.map;

import java.util.List;
import org.cairn.collect.decode.Projection;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.jspecify.annotations.Nullable;

/// A mapping ready to run: what to take out of a record and how columns come from it.
///
/// @param columns of the dataset, in the order of [Row#values]
/// @param keys alternatives of column indexes; empty means that the content is the key
/// @param volatileColumns indexes left out of the comparison
/// @param unorderedColumns indexes of columns that hold lists compared as sets
public record CompiledMapping(
        Projection projection,
        List<Column> columns,
        List<List<Integer>> keys,
        List<Integer> volatileColumns,
        List<Integer> unorderedColumns,
        List<Child> children) {
    public CompiledMapping {
        columns = List.copyOf(columns);
        children = List.copyOf(children);
    }

    /// Whether a row has a complete primary key, or needs none.
    public boolean hasKey(@Nullable Object[] values) {
        if (keys.isEmpty()) {
            return true;
        }
        for (List<Integer> key : keys) {
            if (isComplete(key, values)) {
                return true;
            }
        }
        return false;
    }

    // A loop, since it is asked once a record and a stream would cost more than the answer.
    private static boolean isComplete(List<Integer> key, @Nullable Object[] values) {
        for (int column : key) {
            if (values[column] == null) {
                return false;
            }
        }
        return true;
    }

    /// Where the values of a column may come from, as the declaration names it.
    public List<String> placesOf(Column column) {
        return column.any().stream()
                .flatMap(chain -> chain.origins().stream())
                .map(projection.origins()::get)
                .map(origin ->
                        switch (origin) {
                            case FieldOrigin.From(String name) -> name;
                            case FieldOrigin.Json(var path) -> path.toString();
                            case FieldOrigin.Carry(String name) -> name;
                            case FieldOrigin.Select(var selector, _, _) -> selector.toString();
                            case FieldOrigin.Followed(var link, var value, _) ->
                                    "%s behind %s".formatted(value.selector(), link);
                        })
                .toList();
    }

    /// A child dataset.
    public record Child(String field, List<Column> columns, Ordering ordering) {}

    /// Whether the order of a list means something.
    public enum Ordering {
        ORDERED,
        UNORDERED
    }
}
