package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cairn.source.spec.FileInput.ColumnNames;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// A table of a page, laid out: a cell that spans columns or rows stands in each of them.
///
/// @param columns a name for each column, from the header
/// @param rows those below the header that have a cell other than `th`
record HtmlTable(List<String> columns, List<Row> rows) {
    private static final int MOST_COLUMNS = 1_000;
    private static final int MOST_CELLS = 2_000_000;

    HtmlTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// A row and the cells in its columns, null where there is none.
    record Row(Element element, List<@Nullable Element> cells) {
        @Nullable Element cell(int column) {
            return column < cells.size() ? cells.get(column) : null;
        }
    }

    /// Problems raised: `page-too-large` for a table that unfolds to too many cells.
    static HtmlTable of(Element table, ColumnNames style) {
        List<Row> all = new Layout().rows(table);
        int header = 0;
        while (header < all.size() && isHeader(all.get(header))) {
            header++;
        }
        if (header == 0 && !all.isEmpty()) {
            header = 1;
        }
        int width = all.stream().mapToInt(row -> row.cells().size()).max().orElse(0);
        return new HtmlTable(
                ColumnNaming.of(names(all.subList(0, header), width), style),
                all.subList(header, all.size()).stream().filter(row -> !isHeading(row)).toList());
    }

    private static boolean isHeader(Row row) {
        Element section = row.element().parent();
        return isHeading(row) || (section != null && section.nameIs("thead"));
    }

    private static boolean isHeading(Row row) {
        return row.cells().stream().allMatch(cell -> cell == null || cell.nameIs("th"));
    }

    private static List<String> names(List<Row> header, int width) {
        List<Row> naming = header.stream().filter(row -> !isTitle(row, width)).toList();
        List<String> names = new ArrayList<>();
        for (int column = 0; column < width; column++) {
            Set<String> parts = new LinkedHashSet<>();
            for (Row row : naming.isEmpty() ? header : naming) {
                Element cell = row.cell(column);
                if (cell != null && !cell.text().isBlank()) {
                    parts.add(cell.text().strip());
                }
            }
            names.add(String.join(" ", parts));
        }
        return names;
    }

    /// Whether one cell goes over the whole table: its title, not the name of its columns.
    private static boolean isTitle(Row row, int width) {
        return width > 1
                && row.cells().size() == width
                && row.cells().stream().distinct().count() == 1;
    }

    /// Lays the cells out, row by row. Confined to one table.
    private static final class Layout {
        private final List<@Nullable Element> spanning = new ArrayList<>();
        private final List<Integer> rowsLeft = new ArrayList<>();
        private int laidOut;

        List<Row> rows(Element table) {
            List<Row> rows = new ArrayList<>();
            for (Element row : table.select("tr")) {
                if (table.equals(row.closest("table"))) {
                    List<@Nullable Element> cells = cells(row);
                    if (!cells.isEmpty()) {
                        rows.add(new Row(row, cells));
                    }
                }
            }
            return rows;
        }

        private List<@Nullable Element> cells(Element row) {
            List<@Nullable Element> cells = new ArrayList<>();
            boolean own = false;
            for (Element cell : row.children()) {
                if (cell.nameIs("td") || cell.nameIs("th")) {
                    own = true;
                    fromAbove(cells);
                    place(cell, cells);
                }
            }
            fromAbove(cells);
            return own ? cells : List.of();
        }

        private void fromAbove(List<@Nullable Element> cells) {
            while (cells.size() < spanning.size() && rowsLeft.get(cells.size()) > 0) {
                int column = cells.size();
                rowsLeft.set(column, rowsLeft.get(column) - 1);
                add(spanning.get(column), cells);
            }
        }

        private void place(Element cell, List<@Nullable Element> cells) {
            int columns = Math.max(1, number(cell.attr("colspan"), MOST_COLUMNS));
            String rows = cell.attr("rowspan");
            int below = rows.strip().equals("0") ? 65_534 : Math.max(1, number(rows, 65_534)) - 1;
            for (int i = 0; i < columns && cells.size() < MOST_COLUMNS; i++) {
                int column = cells.size();
                while (spanning.size() <= column) {
                    spanning.add(null);
                    rowsLeft.add(0);
                }
                spanning.set(column, cell);
                rowsLeft.set(column, below);
                add(cell, cells);
            }
        }

        private void add(@Nullable Element cell, List<@Nullable Element> cells) {
            cells.add(cell);
            if (++laidOut > MOST_CELLS) {
                throw DecodeProblems.PAGE_TOO_LARGE
                        .says("a table of the page is too large to be laid out")
                        .what("it unfolds to more than %d cells", MOST_CELLS)
                        .kept("the document is stored; nothing of it was used")
                        .remedy("Find the rows by css: 'table tr' and their cells by css.")
                        .asException();
            }
        }

        private static int number(String text, int most) {
            String digits = text.strip();
            if (!digits.matches("[0-9]{1,9}")) {
                return 1;
            }
            return Math.min(most, Integer.parseInt(digits));
        }
    }
}
