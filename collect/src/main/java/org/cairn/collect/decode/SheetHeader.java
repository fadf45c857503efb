package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.HeaderGrid.Cell;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.TableSpec;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;

/// The names of a sheet's columns.
///
/// @param texts of each header row, by which one that is repeated is known
/// @param cells of the header rows, by where their values stand
/// @param last the last row of the header; 0 for none
/// @param pending whether the reader stands at the first record already
record SheetHeader(
        List<String> names,
        HeaderGrid grid,
        List<List<String>> texts,
        Map<ByteSpan, SheetCell> cells,
        int last,
        boolean pending) {
    /// Reads the header; the rows stand behind it then, or at the first row where there is none.
    ///
    /// Problems raised: `csv-header-missing`, and those of reading the sheet.
    static SheetHeader read(
            SheetRows rows,
            SheetValues values,
            FileInput input,
            @Nullable Unpivot unpivot,
            String sheet) {
        return new Reading(rows, values, input, sheet).header(unpivot);
    }

    /// Confined to one call.
    private record Reading(SheetRows rows, SheetValues values, FileInput input, String sheet) {
        SheetHeader header(@Nullable Unpivot unpivot) {
            TableSpec table = input.table();
            List<List<Cell>> grid = new ArrayList<>();
            List<List<String>> texts = new ArrayList<>();
            Map<ByteSpan, SheetCell> cells = new HashMap<>();
            boolean pending;
            int last = 0;
            if (table.header().present()) {
                List<Integer> wanted = new ArrayList<>();
                wanted.add(input.dialect().headerRow());
                wanted.addAll(table.header().more());
                pending = readRows(wanted, grid, texts, cells);
                last = wanted.getLast();
            } else {
                pending = toFirstRow();
            }
            int named = table.columns().names().size();
            int width =
                    Math.max(
                            named, grid.stream().mapToInt(List::size).max().orElse(width(pending)));
            if (grid.isEmpty()) {
                grid.add(Collections.nCopies(width, HeaderGrid.EMPTY));
            }
            HeaderGrid whole = HeaderGrid.of(grid, width);
            boolean byLevel = unpivot != null && unpivot.namesTo().size() > 1;
            return new SheetHeader(
                    ColumnNaming.of(
                            byLevel ? whole.lowestNames() : whole.names(),
                            input.columnNames(),
                            table.columns()),
                    whole,
                    texts,
                    cells,
                    last,
                    pending);
        }

        /// Whether the rows stand at one behind the header already.
        private boolean readRows(
                List<Integer> wanted,
                List<List<Cell>> grid,
                List<List<String>> texts,
                Map<ByteSpan, SheetCell> cells) {
            boolean there = rows.next();
            for (int row : wanted) {
                while (there && rows.row() < row) {
                    there = rows.next();
                }
                boolean written = there && rows.row() == row;
                List<Cell> read = written ? cells(cells) : List.of();
                if (grid.isEmpty() && read.isEmpty()) {
                    throw missing("row %d is empty".formatted(row));
                }
                grid.add(read);
                texts.add(texts(rows, values, written));
                there = written ? rows.next() : there;
            }
            return there;
        }

        private boolean toFirstRow() {
            boolean there = rows.next();
            while (there && isBlank(rows, values)) {
                there = rows.next();
            }
            return there;
        }

        private int width(boolean pending) {
            return pending && !rows.cells().isEmpty() ? rows.cells().getLast().column() + 1 : 0;
        }

        /// The cells of a row up to the last that says something.
        private List<Cell> cells(Map<ByteSpan, SheetCell> known) {
            List<Cell> read = new ArrayList<>();
            for (SheetCell cell : rows.cells()) {
                switch (values.of(cell)) {
                    case SheetValues.Said.Nothing() -> {
                        // Names of columns stand in other cells.
                    }
                    case SheetValues.Said.Broken(_, String why) ->
                            throw missing(
                                    "cell %s %s"
                                            .formatted(
                                                    SheetCell.reference(cell.column(), rows.row()),
                                                    why));
                    case SheetValues.Said.Text(String text) -> {
                        if (!text.isBlank()) {
                            while (read.size() < cell.column()) {
                                read.add(HeaderGrid.EMPTY);
                            }
                            read.add(new Cell(oneLine(text), cell.value()));
                            known.put(cell.value(), cell);
                        }
                    }
                }
            }
            return read;
        }

        private static String oneLine(String text) {
            return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
        }

        private RuntimeException missing(String why) {
            int row = input.dialect().headerRow();
            return DecodeProblems.CSV_HEADER_MISSING
                    .says("row %d of sheet '%s' has no column names", row, sheet)
                    .what("%s", why)
                    .kept("the document is stored; nothing of it was used")
                    .remedy(
                            "Look at the first rows and set 'dialect.header_rows' to those with the"
                                    + " names.")
                    .with("line", row)
                    .with("sheet", sheet)
                    .asException();
        }
    }

    /// The texts of the current row's cells, without those at its end that say nothing.
    static List<String> texts(SheetRows rows, SheetValues values, boolean written) {
        List<String> texts = new ArrayList<>();
        if (!written) {
            return texts;
        }
        for (SheetCell cell : rows.cells()) {
            if (values.of(cell) instanceof SheetValues.Said.Text(String text) && !text.isBlank()) {
                while (texts.size() < cell.column()) {
                    texts.add("");
                }
                texts.add(text);
            }
        }
        return texts;
    }

    /// Whether no cell of the current row says anything.
    static boolean isBlank(SheetRows rows, SheetValues values) {
        for (SheetCell cell : rows.cells()) {
            boolean says =
                    switch (values.of(cell)) {
                        case SheetValues.Said.Nothing() -> false;
                        case SheetValues.Said.Broken _ -> true;
                        case SheetValues.Said.Text(String text) -> !text.isBlank();
                    };
            if (says) {
                return false;
            }
        }
        return !rows.isTooLong();
    }
}
