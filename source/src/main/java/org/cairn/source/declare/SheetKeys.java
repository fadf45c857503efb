package org.cairn.source.declare;

import java.util.List;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.SheetChoice;

/// `sheet:` of a source of workbooks, and which other keys have no effect on them.
final class SheetKeys {
    private static final Key<String> PATTERN =
            Key.required(
                    "pattern",
                    Paths.PATTERN,
                    "What the whole names of several sheets match; hidden ones are left out.");

    static final Key<SheetChoice> SHEET =
            Key.optional(
                            "sheet",
                            new EitherShape<>(
                                    TextShape.of("name or number of a sheet")
                                            .as((name, _, _) -> SheetChoice.named(name)),
                                    null,
                                    RecordShape.of(
                                            "sheet",
                                            "Sheets that have the same columns; only for xlsx.",
                                            List.of(PATTERN),
                                            in -> SheetChoice.matching(in.get(PATTERN)))),
                            "Which sheet of a workbook is read, by its name or its number from 1;"
                                    + " only for xlsx.")
                    .absent("the first that is not hidden");

    /// Keys of `dialect` that say how text is cut and written, and what to do where that matters.
    private static final List<List<String>> WITHOUT_EFFECT =
            List.of(
                    List.of("delimiter", "Remove it: cells are separate in a workbook."),
                    List.of("quote_char", "Remove it: cells are separate in a workbook."),
                    List.of("ragged", "Remove it: cells that are not there are empty."),
                    List.of(
                            "locale",
                            "Remove it: numbers are numbers in a workbook. Where a column holds"
                                    + " them as text, write transform: [{number: {decimal: \",\"}}] in"
                                    + " its field."));

    private SheetKeys() {}

    static void refuseWithoutEffect(Values in, Format format) {
        if (format != Format.XLSX) {
            return;
        }
        for (List<String> key : WITHOUT_EFFECT) {
            if (in.positions().has("dialect", key.getFirst())) {
                in.reading()
                        .error(
                                in.positions().key("dialect", key.getFirst()),
                                "'%s' has no effect on xlsx".formatted(key.getFirst()),
                                key.getLast());
            }
        }
        if (in.has(TableKeys.ENCODING)) {
            in.reading()
                    .error(
                            in.placeOf(TableKeys.ENCODING),
                            "'encoding' has no effect on xlsx",
                            "Remove it: a workbook says itself what it is in.");
        }
    }
}
