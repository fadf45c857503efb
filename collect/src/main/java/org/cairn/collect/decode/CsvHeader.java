package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.decode.CsvTokenizer.Next;
import org.cairn.source.spec.FileInput;

/// The beginning of a CSV document: how it is written, the names of its columns, and a tokenizer
/// that stands before the first record.
record CsvHeader(CsvSyntax syntax, List<String> names, CsvTokenizer records) {
    /// Reads the header from a document's start.
    ///
    /// Problems raised: `encoding-unreadable`, `csv-header-missing`, `too-many-fields`.
    static CsvHeader read(ByteWindow window, FileInput input) {
        var opening = new CsvOpening(window, input);
        CsvSyntax syntax = opening.findHeader();
        var tokens = new CsvTokenizer(window, opening.at(), syntax, FieldNames.MOST);
        Next next = tokens.any();
        switch (next) {
            case RECORD -> {}
            case END -> throw missing(input, "the document ends before it");
            case UNCLOSED -> throw missing(input, "a quote in it is never closed");
            case TOO_LONG -> throw missing(input, "it is longer than a record may be");
        }
        if (tokens.length() == 0) {
            throw missing(input, "the line is blank");
        }
        if (tokens.cells() > FieldNames.MOST) {
            throw FieldNames.tooMany();
        }
        List<String> names = ColumnNaming.of(cells(tokens, syntax), input.columnNames());
        tokens.limitCells(names.size());
        return new CsvHeader(syntax, names, tokens);
    }

    private static List<String> cells(CsvTokenizer header, CsvSyntax syntax) {
        var text = new CellText(syntax);
        List<String> cells = new ArrayList<>(header.cells());
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
                                "Declare the encoding the file is really in, for example 'encoding: windows-1252'.")
                        .with("encoding", syntax.charset().name())
                        .with("offset", header.cellOffset(i))
                        .asException();
            }
            cells.add(cell);
        }
        return cells;
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
