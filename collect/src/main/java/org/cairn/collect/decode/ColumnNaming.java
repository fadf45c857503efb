package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cairn.source.spec.FileInput.ColumnNames;

/// Makes the names of CSV columns out of the cells of the header: none empty, none twice.
final class ColumnNaming {
    private ColumnNaming() {}

    /// An empty name becomes `column_N`, N counted from 1; a second `name` becomes `name_2`.
    static List<String> of(List<String> cells, ColumnNames style) {
        List<String> names = new ArrayList<>(cells.size());
        Set<String> taken = new HashSet<>();
        Map<String, Integer> used = new HashMap<>();
        for (String cell : cells) {
            String name =
                    switch (style) {
                        case AS_IS -> cell;
                        case SNAKE_CASE -> snakeCase(cell);
                    };
            if (name.isEmpty()) {
                name = "column_" + (names.size() + 1);
            }
            String free = name;
            while (!taken.add(free)) {
                free = name + "_" + used.merge(name, 2, (old, _) -> old + 1);
            }
            names.add(free);
        }
        return names;
    }

    /// `District Name`, `districtName` and `DISTRICT-NAME` become `district_name`. Letters of every
    /// script are kept, with their marks.
    static String snakeCase(String text) {
        var out = new StringBuilder();
        int[] points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (!isWord(points[i])) {
                separate(out);
                continue;
            }
            if (i > 0 && Character.isUpperCase(points[i]) && beginsWord(points, i)) {
                separate(out);
            }
            out.appendCodePoint(points[i]);
        }
        if (!out.isEmpty() && out.charAt(out.length() - 1) == '_') {
            out.setLength(out.length() - 1);
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }

    /// Whether a capital letter begins a word: `districtName`, `MFLCode`, but not `ID`.
    private static boolean beginsWord(int[] points, int i) {
        int before = points[i - 1];
        boolean lowerFollows = i + 1 < points.length && Character.isLowerCase(points[i + 1]);
        return Character.isLowerCase(before) || (Character.isUpperCase(before) && lowerFollows);
    }

    private static boolean isWord(int point) {
        return Character.isLetterOrDigit(point)
                || switch (Character.getType(point)) {
                    case Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.ENCLOSING_MARK ->
                            true;
                    default -> false;
                };
    }

    private static void separate(StringBuilder out) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != '_') {
            out.append('_');
        }
    }
}
