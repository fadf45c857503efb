package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cairn.source.spec.FileInput.ColumnNames;
import org.cairn.source.spec.TableSpec.Columns;

/// Makes the names of CSV columns out of the cells of the header: none empty, none twice.
final class ColumnNaming {
    private ColumnNaming() {}

    static List<String> of(List<String> cells, ColumnNames style) {
        return of(cells, style, Columns.AS_FOUND);
    }

    /// An empty name becomes `column_N`, N counted from 1; a second `name` becomes `name_2`. What
    /// is given a name by its place, its name in the header or the name made of that has this one.
    static List<String> of(List<String> cells, ColumnNames style, Columns columns) {
        List<String> names = new ArrayList<>(cells.size());
        Set<String> taken = new HashSet<>();
        Map<String, Integer> used = new HashMap<>();
        for (String cell : cells) {
            String name = name(cell, names.size(), style, columns);
            String free = name;
            while (!taken.add(free)) {
                free = name + "_" + used.merge(name, 2, (old, _) -> old + 1);
            }
            names.add(free);
        }
        return names;
    }

    private static String name(String cell, int column, ColumnNames style, Columns columns) {
        if (column < columns.names().size()) {
            return columns.names().get(column);
        }
        String styled =
                switch (style) {
                    case AS_IS -> cell;
                    case SNAKE_CASE -> snakeCase(cell);
                };
        String number = Integer.toString(column + 1);
        for (String known : List.of(number, cell, styled)) {
            String renamed = columns.rename().get(known);
            if (renamed != null) {
                return renamed;
            }
        }
        return styled.isEmpty() ? "column_" + number : styled;
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
