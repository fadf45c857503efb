package org.cairn.collect.decode;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.cairn.collect.decode.CsvTokenizer.Next;
import org.cairn.collect.decode.HeaderGrid.Cell;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.TableSpec;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;

/// The beginning of a CSV document: how it is written, the names of its columns, and a tokenizer
/// that stands before the first record.
///
/// @param rows the bytes of each header row, by which one that is repeated is known
/// @param reasons how what was not declared was found out
record CsvHeader(
        CsvSyntax syntax,
        List<String> names,
        HeaderGrid grid,
        List<byte[]> rows,
        List<String> reasons,
        CsvTokenizer records) {

    /// Reads the header from a document's start.
    ///
    /// @param unpivot with a name for each header row, columns are called by their lowest name
    /// @param charset of the window's bytes
    ///
    ///   Problems raised: `encoding-unreadable`, `csv-header-missing`, `too-many-fields`.
    static CsvHeader read(
            ByteWindow window, FileInput input, @Nullable Unpivot unpivot, Charset charset) {
        var opening = new CsvOpening(window, input);
        CsvSyntax syntax = opening.findHeader(charset);
        var tokens = new CsvTokenizer(window, opening.at(), syntax, FieldNames.MOST);
        TableSpec table = input.table();
        List<List<Cell>> cells = new ArrayList<>();
        List<byte[]> rows = new ArrayList<>();
        if (table.header().present()) {
            readRows(tokens, syntax, input, cells, rows);
        }
        int width = cells.stream().mapToInt(List::size).max().orElse(0);
        if (cells.isEmpty()) {
            width = width(tokens, table.columns().names().size());
            cells.add(Collections.nCopies(width, HeaderGrid.EMPTY));
        }
        if (table.columns().names().size() > width) {
            throw missing(
                    input,
                    "it has %d columns, and 'columns.names' has %d"
                            .formatted(width, table.columns().names().size()));
        }
        HeaderGrid grid = HeaderGrid.of(cells, width);
        boolean byLevel = unpivot != null && unpivot.namesTo().size() > 1;
        List<String> names =
                ColumnNaming.of(
                        byLevel ? grid.lowestNames() : grid.names(),
                        input.columnNames(),
                        table.columns());
        tokens.limitCells(table.ragged() == TableSpec.Ragged.PAD ? FieldNames.MOST : names.size());
        return new CsvHeader(syntax, names, grid, rows, opening.reasons(), tokens);
    }

    private static void readRows(
            CsvTokenizer tokens,
            CsvSyntax syntax,
            FileInput input,
            List<List<Cell>> cells,
            List<byte[]> rows) {
        int at = input.dialect().headerRow();
        readRow(tokens, input);
        take(tokens, syntax, cells, rows);
        for (int row : input.table().header().more()) {
            for (; at < row; at++) {
                Next next = tokens.any();
                if (next != Next.RECORD) {
                    throw missing(input, next);
                }
            }
            take(tokens, syntax, cells, rows);
        }
    }

    private static void readRow(CsvTokenizer tokens, FileInput input) {
        Next next = tokens.any();
        if (next != Next.RECORD) {
            throw missing(input, next);
        }
        if (tokens.length() == 0) {
            throw missing(input, "the line is blank");
        }
    }

    private static void take(
            CsvTokenizer tokens, CsvSyntax syntax, List<List<Cell>> cells, List<byte[]> rows) {
        if (tokens.cells() > FieldNames.MOST) {
            throw FieldNames.tooMany();
        }
        cells.add(cells(tokens, syntax));
        rows.add(
                Arrays.copyOfRange(
                        tokens.bytes(), tokens.start(), tokens.start() + tokens.length()));
    }

    /// How many columns a document without header has: as its first record, which stays unread.
    private static int width(CsvTokenizer tokens, int named) {
        if (tokens.next() != Next.RECORD) {
            tokens.back();
            return named;
        }
        int cells = tokens.cells();
        tokens.back();
        if (cells > FieldNames.MOST) {
            throw FieldNames.tooMany();
        }
        return Math.max(cells, named);
    }

    private static List<Cell> cells(CsvTokenizer header, CsvSyntax syntax) {
        var text = new CellText(syntax);
        List<Cell> cells = new ArrayList<>(header.cells());
        for (int i = 0; i < header.cells(); i++) {
            String cell = text.of(header, i);
            if (cell == null) {
                throw DecodeProblems.ENCODING_UNREADABLE
                        .says(
                                "the header of the document is not text in %s",
                                syntax.charset().name())
                        .what("cell %d, at byte %d", i + 1, header.cellOffset(i))
                        .kept("the document is stored; nothing of it was used")
                        .remedy(
                                "Declare the encoding the file is really in, for example 'encoding: windows-1252', or 'encoding: {detect: true}'.")
                        .with("encoding", syntax.charset().name())
                        .with("offset", header.cellOffset(i))
                        .asException();
            }
            cells.add(new Cell(cell, header.cellSpan(i)));
        }
        return cells;
    }

    private static RuntimeException missing(FileInput input, Next why) {
        return missing(
                input,
                switch (why) {
                    case UNCLOSED -> "a quote in it is never closed";
                    case TOO_LONG -> "it is longer than a record may be";
                    case END, RECORD -> "the document ends before it";
                });
    }

    private static RuntimeException missing(FileInput input, String why) {
        int line = input.dialect().headerRow();
        return DecodeProblems.CSV_HEADER_MISSING
                .says("line %d of the document has no column names", line)
                .what("%s", why)
                .kept("the document is stored; nothing of it was used")
                .remedy(
                        "Look at the first lines and set 'dialect.header_rows' to the line with the names.")
                .with("line", line)
                .asException();
    }
}
