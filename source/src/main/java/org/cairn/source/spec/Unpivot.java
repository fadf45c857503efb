package org.cairn.source.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A wide table made long: each record gives one record for each of the columns chosen.
///
/// @param namesTo what the names of these columns are called: one name, or one for each header row
/// @param valuesTo what their values are called
public record Unpivot(Choice columns, List<String> namesTo, String valuesTo, Empty empty) {
    public Unpivot {
        namesTo = List.copyOf(namesTo);
        if (namesTo.isEmpty() || namesTo.contains(valuesTo)) {
            throw new IllegalArgumentException(
                    "'names_to' and 'values_to' must be names that differ");
        }
    }

    /// Whether a cell without a value gives a record.
    public enum Empty {
        SKIP,
        KEEP
    }

    /// The columns that become records: those of which everything written is true.
    ///
    /// @param names as the fields see them; empty means any
    /// @param pattern RE2 that the whole name matches
    /// @param from and `to`, numbers of columns from 1
    /// @param except names of columns that stay
    public record Choice(
            List<String> names,
            @Nullable String pattern,
            @Nullable Integer from,
            @Nullable Integer to,
            List<String> except) {
        public Choice {
            names = List.copyOf(names);
            except = List.copyOf(except);
        }
    }
}
