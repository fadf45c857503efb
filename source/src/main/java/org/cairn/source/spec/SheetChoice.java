package org.cairn.source.spec;

import org.jspecify.annotations.Nullable;

/// Which sheets of a workbook are read.
///
/// @param name of one sheet, or where none is called so its number from 1; empty with a pattern
/// @param pattern RE2 that the names of several sheets match; null for one
public record SheetChoice(String name, @Nullable String pattern) {
    public SheetChoice {
        if (name.isEmpty() == (pattern == null)) {
            throw new IllegalArgumentException("a sheet is chosen by its name or a pattern");
        }
    }

    public static SheetChoice named(String name) {
        return new SheetChoice(name, null);
    }

    public static SheetChoice matching(String pattern) {
        return new SheetChoice("", pattern);
    }
}
