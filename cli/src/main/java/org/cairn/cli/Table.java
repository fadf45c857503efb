package org.cairn.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table without boxes: columns two spaces apart, numbers to the right, lines without trailing
/// blanks. Cells longer than their share of 100 columns are cut with `…`.
final class Table {
    private static final int WIDTH = 100;

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(Object::toString).map(Table::oneLine).toList());
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    List<String> lines() {
        int columns = headings.size();
        int[] widths = new int[columns];
        for (int i = 0; i < columns; i++) {
            widths[i] = headings.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        int used = 0;
        for (int i = 0; i < columns - 1; i++) {
            used += widths[i] + 2;
        }
        widths[columns - 1] = Math.min(widths[columns - 1], Math.max(20, WIDTH - used));
        List<String> lines = new ArrayList<>();
        lines.add(line(headings, widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private static String line(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            if (cell.length() > widths[i]) {
                cell = cell.substring(0, widths[i] - 1) + "…";
            }
            String blanks = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : "  ");
            line.append(isNumber(cell) ? blanks + cell : cell + blanks);
        }
        return line.toString().stripTrailing();
    }

    private static boolean isNumber(String cell) {
        return cell.matches("[+-]?[0-9][0-9.]*");
    }

    /// Control characters of the data must not reach the terminal.
    static String oneLine(String text) {
        return text.chars()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
