package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ByteSpan;

/// The cells of the header rows, column by column, with names carried over empty cells: a name that
/// spans several columns stands in the first of them only, where a sheet had merged cells.
///
/// @param columns for each column its cells, from the first row to the last
record HeaderGrid(List<List<Cell>> columns) {
    static final Cell EMPTY = new Cell("", new ByteSpan(0, 0));

    HeaderGrid {
        columns = List.copyOf(columns);
    }

    /// A cell of the header.
    ///
    /// @param span where its text stands, which may be in a column to the left
    record Cell(String text, ByteSpan span) {
        boolean isEmpty() {
            return text.isBlank();
        }
    }

    /// Puts rows together. An empty cell has the name from its left, in all rows but the last,
    /// unless a row above begins a new name there.
    static HeaderGrid of(List<List<Cell>> rows, int width) {
        List<List<Cell>> columns = new ArrayList<>(width);
        for (int column = 0; column < width; column++) {
            List<Cell> cells = new ArrayList<>(rows.size());
            boolean begins = column == 0;
            for (int row = 0; row < rows.size(); row++) {
                Cell own = column < rows.get(row).size() ? rows.get(row).get(column) : EMPTY;
                begins |= !own.isEmpty() && row < rows.size() - 1;
                boolean carried = own.isEmpty() && row < rows.size() - 1 && !begins;
                cells.add(carried ? columns.get(column - 1).get(row) : own);
            }
            columns.add(List.copyOf(cells));
        }
        return new HeaderGrid(columns);
    }

    int width() {
        return columns.size();
    }

    /// The whole name of a column: that of the one row, or the names of all rows, none twice in a
    /// row.
    String name(int column) {
        List<Cell> cells = columns.get(column);
        if (cells.size() == 1) {
            return cells.getFirst().text();
        }
        var name = new StringBuilder();
        String before = "";
        for (Cell cell : cells) {
            String text = cell.text().strip();
            if (!text.isEmpty() && !text.equals(before)) {
                name.append(name.isEmpty() ? "" : " ").append(text);
                before = text;
            }
        }
        return name.toString();
    }

    List<String> names() {
        List<String> names = new ArrayList<>(width());
        for (int column = 0; column < width(); column++) {
            names.add(name(column));
        }
        return names;
    }

    /// The lowest name of each column: that in the last row which has one.
    List<String> lowestNames() {
        List<String> names = new ArrayList<>(width());
        for (List<Cell> cells : columns) {
            names.add(
                    cells.reversed().stream()
                            .filter(cell -> !cell.isEmpty())
                            .findFirst()
                            .map(cell -> cell.text().strip())
                            .orElse(""));
        }
        return names;
    }

    /// Where the lowest name of a column stands.
    ByteSpan lowest(int column) {
        List<Cell> cells = columns.get(column);
        for (int row = cells.size() - 1; row >= 0; row--) {
            if (!cells.get(row).isEmpty()) {
                return cells.get(row).span();
            }
        }
        return cells.getLast().span();
    }
}
