package org.cairn.source.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.FileInput.CsvDialect;
import org.cairn.source.spec.TableSpec.Header;
import org.cairn.source.spec.TableSpec.LeftOut;
import org.cairn.source.spec.TableSpec.Ragged;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// How a CSV file is written.
final class DialectKeys {
    private static final int MOST_HEADER_ROWS = 10;

    /// @param values how dates and numbers are written
    record Dialect(CsvDialect csv, Header header, LeftOut leftOut, Ragged ragged, Written values) {
        static final Dialect USUAL =
                new Dialect(
                        CsvDialect.DEFAULT,
                        Header.ONE_ROW,
                        LeftOut.NOTHING,
                        Ragged.QUARANTINE,
                        Written.PLAINLY);
    }

    /// How values are written in all fields of their type; null parts are not declared.
    ///
    /// @param dateOrder orders of day, month and year; empty means ISO 8601
    record Written(List<String> dateOrder, @Nullable Locale locale) {
        static final Written PLAINLY = new Written(List.of(), null);
    }

    private static final Key<String> DELIMITER =
            Key.optional(
                            "delimiter",
                            TextShape.formed(
                                    "`auto` or one character",
                                    "auto|[\\x00-\\x7F]",
                                    "Write auto or one ASCII character; a tab is \"\\t\"."),
                            "What separates the columns.")
                    .otherwise("auto")
                    .alsoCalled("separator", "sep");
    private static final Key<String> QUOTE_CHAR =
            Key.optional(
                            "quote_char",
                            TextShape.formed(
                                    "`none` or one character",
                                    "none|[\\x00-\\x7F]",
                                    "Write one ASCII character, or none."),
                            "What encloses a value that holds delimiters or line ends.")
                    .otherwise(String.valueOf(CsvDialect.DEFAULT.quote()))
                    .alsoCalled("quote");
    private static final Key<List<Long>> HEADER_ROWS =
            Key.optional(
                            "header_rows",
                            new ListShape<>(new WholeShape(1, 1_000_000), 0, MOST_HEADER_ROWS),
                            "The lines or rows with the names of the columns, from 1; several are joined,"
                                    + " and [] says that there are none.")
                    .otherwise(List.of((long) CsvDialect.DEFAULT.headerRow()))
                    .alsoCalled("header", "header_row");
    private static final Key<List<String>> NULL_VALUES =
            Key.optional(
                            "null_values",
                            ListShape.of(TextShape.of("text").withNothing(TextShape.Nothing.TEXT)),
                            "Cells that mean: no value. An unquoted null is the text as written.")
                    .otherwise(CsvDialect.DEFAULT.nullValues());
    private static final Key<String> COMMENT =
            Key.optional("comment", Names.TEXT, "What a line that is a comment begins with.")
                    .absent("no comments");
    private static final Key<List<String>> SKIP_ROWS =
            Key.optional(
                            "skip_rows",
                            ListShape.of(Paths.PATTERN),
                            "Patterns of whole records that are none, such as subtotals; in"
                                    + " xlsx of the texts of a row, joined by tabs.")
                    .otherwise(List.<String>of())
                    .alsoCalled("skip_lines");
    private static final Key<Long> FOOTER_ROWS =
            Key.optional(
                            "footer_rows",
                            new WholeShape(0, 1_000),
                            "How many records at the end are none.")
                    .otherwise(0L)
                    .alsoCalled("footer", "skip_footer", "skipfooter");
    private static final Key<Ragged> RAGGED =
            Key.optional(
                            "ragged",
                            ChoiceShape.of(Ragged.class),
                            "What happens to a record with fewer or more cells than the header."
                                    + " With `pad` missing cells are empty, and empty ones too many"
                                    + " are dropped.")
                    .otherwise(Ragged.QUARANTINE);
    private static final Key<List<String>> DATE_ORDER =
            Key.optional(
                            "date_order",
                            ListShape.of(TransformKeys.ORDER),
                            "In which order dates are written, for fields of type date.")
                    .absent("as in 2026-11-21");
    private static final Key<Locale> LOCALE =
            Key.optional(
                            "locale",
                            TextShape.of("locale, for example `en_CA`").as(DialectKeys::locale),
                            "Whose separators numbers have, for fields of a numeric type.")
                    .absent("numbers are plain, as in 1234.5");

    static final Key<Dialect> DIALECT =
            Key.optional(
                            "dialect",
                            RecordShape.of(
                                    "dialect",
                                    "How a table is written.",
                                    List.of(
                                            DELIMITER,
                                            QUOTE_CHAR,
                                            HEADER_ROWS,
                                            NULL_VALUES,
                                            COMMENT,
                                            SKIP_ROWS,
                                            FOOTER_ROWS,
                                            RAGGED,
                                            DATE_ORDER,
                                            LOCALE),
                                    DialectKeys::dialect),
                            "How a table is written; only for csv and xlsx.")
                    .otherwise(Dialect.USUAL);

    private DialectKeys() {}

    private static @Nullable Locale locale(String name, YamlNode node, Reading reading) {
        Locale locale = Locale.forLanguageTag(name.replace('_', '-'));
        boolean known = List.of(Locale.getISOLanguages()).contains(locale.getLanguage());
        if (known) {
            return locale;
        }
        reading.error(
                node.place(),
                "there is no locale '%s'".formatted(name),
                "Write a language and a country, for example en_CA, fr_CA or ja_JP.");
        return null;
    }

    private static @Nullable Dialect dialect(Values in) {
        CsvDialect csv = csv(in);
        List<Long> rows = in.get(HEADER_ROWS);
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i) <= rows.get(i - 1)) {
                in.reading()
                        .error(
                                in.placeOf(HEADER_ROWS),
                                "'header_rows' are not in their order",
                                "Write the numbers of the lines from the first to the last.");
                return null;
            }
        }
        List<Integer> more = new ArrayList<>();
        rows.stream().skip(1).forEach(row -> more.add(Math.toIntExact(row)));
        List<String> order = in.find(DATE_ORDER);
        return csv == null
                ? null
                : new Dialect(
                        csv,
                        new Header(!rows.isEmpty(), more),
                        new LeftOut(
                                in.find(COMMENT),
                                in.get(SKIP_ROWS),
                                Math.toIntExact(in.get(FOOTER_ROWS))),
                        in.get(RAGGED),
                        new Written(order == null ? List.of() : order, in.find(LOCALE)));
    }

    private static @Nullable CsvDialect csv(Values in) {
        String delimiter = in.get(DELIMITER);
        String quote = in.get(QUOTE_CHAR);
        for (Key<String> key : List.of(DELIMITER, QUOTE_CHAR)) {
            if (in.get(key).equals("\n") || in.get(key).equals("\r")) {
                in.reading()
                        .error(
                                in.placeOf(key),
                                "'%s' cannot be a line end".formatted(key.name()),
                                "Write another character.");
                return null;
            }
        }
        if (delimiter.equals(quote)) {
            in.reading()
                    .error(
                            in.placeOf(QUOTE_CHAR),
                            "'delimiter' and 'quote_char' are the same",
                            "Write two different characters.");
            return null;
        }
        List<Long> rows = in.get(HEADER_ROWS);
        return new CsvDialect(
                delimiter.equals("auto") ? null : delimiter.charAt(0),
                quote.equals("none") ? CsvDialect.NO_QUOTE : quote.charAt(0),
                rows.isEmpty() ? 1 : Math.toIntExact(rows.getFirst()),
                in.get(NULL_VALUES));
    }
}
