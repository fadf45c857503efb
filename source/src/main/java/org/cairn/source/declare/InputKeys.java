package org.cairn.source.declare;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.NumberShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.BadLines;
import org.cairn.source.spec.FileInput.ColumnNames;
import org.cairn.source.spec.FileInput.CsvDialect;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.MarkupOptions;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// How the files of a source are read.
final class InputKeys {
    static final Key<Format> FORMAT =
            Key.required(
                    "format",
                    ChoiceShape.of(Format.class)
                            .later("xlsx", "zip", "sqlite")
                            .otherNames(
                                    Map.of(
                                            "ndjson",
                                            "jsonl",
                                            "json_lines",
                                            "jsonl",
                                            "geojson",
                                            "json",
                                            "yml",
                                            "yaml")),
                    "The format of the files.");

    private static final Key<String> LOCATION =
            Key.required(
                    "location",
                    Paths.PROJECT_FILES,
                    "Where the files are, for example `file:data/*.json`.");

    private static final Key<String> ENCODING =
            Key.optional(
                            "encoding",
                            new EitherShape<>(
                                    TextShape.of("name of a charset").as(InputKeys::charset),
                                    null,
                                    RecordShape.<String>of(
                                                    "encoding",
                                                    "Detection is planned; a name works now.",
                                                    List.of(),
                                                    _ -> null)
                                            .later("detect", "order", "on_undecodable")),
                            "The charset of the files.")
                    .absent("UTF-8, with or without a byte order mark");

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
                                    "one character", "[\\x00-\\x7F]", "Write one ASCII character."),
                            "What encloses a value that holds delimiters or line ends.")
                    .otherwise(String.valueOf(CsvDialect.DEFAULT.quote()))
                    .alsoCalled("quote");
    private static final Key<List<Long>> HEADER_ROWS =
            Key.optional(
                            "header_rows",
                            new ListShape<>(new WholeShape(1, 1_000_000), 1, 1),
                            "The line with the names of the columns, from 1.")
                    .otherwise(List.of((long) CsvDialect.DEFAULT.headerRow()))
                    .alsoCalled("header", "header_row");
    private static final Key<List<String>> NULL_VALUES =
            Key.optional(
                            "null_values",
                            ListShape.of(TextShape.of("text").withNothing(TextShape.Nothing.TEXT)),
                            "Cells that mean: no value. An unquoted null is the text as written.")
                    .otherwise(CsvDialect.DEFAULT.nullValues());
    static final Key<CsvDialect> DIALECT =
            Key.optional(
                            "dialect",
                            RecordShape.of(
                                            "dialect",
                                            "How a CSV file separates and quotes.",
                                            List.of(
                                                    DELIMITER,
                                                    QUOTE_CHAR,
                                                    HEADER_ROWS,
                                                    NULL_VALUES),
                                            InputKeys::dialect)
                                    .later("date_order", "locale"),
                            "How a CSV file is written; only for csv.")
                    .otherwise(CsvDialect.DEFAULT);

    private static final Key<String> POLICY =
            Key.optional(
                            "policy",
                            ChoiceShape.of(Map.of("quarantine", "quarantine")),
                            "What happens to a line that cannot be read.")
                    .otherwise("quarantine");
    private static final Key<BigDecimal> MAX_PERCENT =
            Key.optional(
                            "max_percent",
                            NumberShape.PERCENT,
                            "Most bad lines of a document, as a share of its lines; judged once"
                                    + " more than 20 are bad, or all; 0 allows none.")
                    .otherwise(BigDecimal.valueOf(BadLines.DEFAULT.maxPercent()));
    private static final Key<Long> MAX_COUNT =
            Key.optional("max_count", WholeShape.from(0), "Most bad lines of a document.")
                    .otherwise(BadLines.DEFAULT.maxCount());
    private static final Key<BadLines> BAD_LINES =
            Key.optional(
                            "bad_lines",
                            RecordShape.of(
                                    "bad lines",
                                    "The error budget of a document; past either number the run"
                                            + " stops.",
                                    List.of(POLICY, MAX_PERCENT, MAX_COUNT),
                                    in ->
                                            new BadLines(
                                                    in.get(MAX_PERCENT).doubleValue(),
                                                    in.get(MAX_COUNT))),
                            "What happens to lines or records that cannot be read.")
                    .otherwise(BadLines.DEFAULT);

    private static final Key<ColumnNames> STANDARDIZE =
            Key.optional(
                            "standardize",
                            ChoiceShape.of(columnNames()),
                            "Whether `District Name` becomes `district_name`.")
                    .otherwise(ColumnNames.AS_IS);
    static final Key<ColumnNames> COLUMNS =
            Key.optional(
                            "columns",
                            RecordShape.of(
                                    "columns",
                                    "What is done to the names in a header.",
                                    List.of(STANDARDIZE),
                                    in -> in.get(STANDARDIZE)),
                            "What is done to the names in the header; for csv and tables of html.")
                    .otherwise(ColumnNames.AS_IS);

    static final Key<String> BASE_URL =
            Key.optional(
                            "base_url",
                            TextShape.formed(
                                    "address",
                                    "https?://.+",
                                    "Write the address the page was saved from."),
                            "The address that relative links of a page start from; a <base> in the"
                                    + " page goes before.")
                    .absent("the address a page was fetched from");
    static final Key<Map<String, String>> NAMESPACES =
            Key.optional(
                            "namespaces",
                            new MapShape<>(TextShape.of("prefix"), "prefix", Names.TEXT),
                            "Namespaces of XML by the prefix that paths use; names without a prefix"
                                    + " mean elements of no declared namespace.")
                    .otherwise(Map.<String, String>of());

    static final List<Key<?>> ALL =
            List.of(FORMAT, LOCATION, ENCODING, DIALECT, BAD_LINES, COLUMNS, BASE_URL, NAMESPACES);

    private InputKeys() {}

    static FileInput input(Values in) {
        return new FileInput(
                in.get(FORMAT),
                in.get(LOCATION),
                in.find(ENCODING),
                in.get(DIALECT),
                in.get(BAD_LINES),
                in.get(COLUMNS),
                new MarkupOptions(in.find(BASE_URL), in.get(NAMESPACES)));
    }

    private static Map<String, ColumnNames> columnNames() {
        Map<String, ColumnNames> names = new LinkedHashMap<>();
        names.put("snake_case", ColumnNames.SNAKE_CASE);
        names.put("none", ColumnNames.AS_IS);
        return names;
    }

    private static @Nullable String charset(String name, YamlNode node, Reading reading) {
        try {
            if (Charset.isSupported(name)) {
                if (Charset.forName(name).name().matches("(x-)?UTF-(16|32).*")) {
                    reading.error(
                            node.place(),
                            "files in %s cannot be read yet".formatted(name),
                            "Convert them to UTF-8, for example with iconv.");
                    return null;
                }
                return name;
            }
        } catch (IllegalCharsetNameException _) {
            // Not even the form of a charset's name: refused like one that does not exist.
        }
        var known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        known.addAll(List.of("utf-8", "windows-1252", "iso-8859-1", "iso-8859-15"));
        reading.error(
                node.place(),
                "there is no charset %s%s"
                        .formatted(Words.quoted(name), Words.didYouMean(name, known)),
                "Use a name that IANA lists, for example utf-8 or windows-1252.");
        return null;
    }

    private static @Nullable CsvDialect dialect(Values in) {
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
        return new CsvDialect(
                delimiter.equals("auto") ? null : delimiter.charAt(0),
                quote.charAt(0),
                Math.toIntExact(in.get(HEADER_ROWS).getFirst()),
                in.get(NULL_VALUES));
    }
}
