package org.cairn.collect.decode;

import org.cairn.kernel.ByteSpan;

/// A cell of a sheet as it is written.
///
/// @param column from 0
/// @param raw what it holds: a text, a number, or the number of a shared text
/// @param value where that stands in the workbook
/// @param end behind its last byte
record SheetCell(
        int column, Type type, int style, String raw, ByteSpan value, long end, Content content) {
    /// What the raw text is.
    enum Type {
        NUMBER,
        SHARED,
        TEXT,
        BOOLEAN,
        DATE,
        ERROR
    }

    /// Whether there is anything in it.
    enum Content {
        NOTHING,
        VALUE,
        /// A formula whose value was never calculated.
        FORMULA_ONLY
    }

    /// The name of a cell: C5.
    static String reference(int column, int row) {
        var letters = new StringBuilder();
        for (int rest = column; rest >= 0; rest = rest / 26 - 1) {
            letters.append((char) ('A' + rest % 26));
        }
        return letters.reverse().append(row).toString();
    }

    /// The column of a name, from 0; -1 for what is none.
    static int column(String reference) {
        int column = 0;
        int i = 0;
        for (; i < reference.length() && i < 4; i++) {
            char c = reference.charAt(i);
            int letter = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' : -1;
            if (letter < 0) {
                break;
            }
            column = column * 26 + letter + 1;
        }
        return i == 0 || i > 3 ? -1 : column - 1;
    }
}
