package org.cairn.collect.replay;

import org.jspecify.annotations.Nullable;

/// One thing in which replayed rows are not as expected.
///
/// @param row by its key, or what there is of it
/// @param field the column; empty where it is about a whole row
/// @param expected null where nothing was
/// @param found null where nothing is
/// @param place file, bytes and what they say; empty where there is none
public record Difference(
        Kind kind,
        String row,
        String field,
        @Nullable String expected,
        @Nullable String found,
        String place) {
    /// What is wrong.
    public enum Kind {
        /// A row that is expected does not come.
        MISSING,
        /// A row comes that is not expected.
        UNEXPECTED,
        /// A row comes otherwise.
        CHANGED,
        /// There are no expected rows yet.
        NO_EXPECTATION
    }
}
