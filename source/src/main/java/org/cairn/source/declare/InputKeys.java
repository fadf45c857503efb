package org.cairn.source.declare;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.NumberShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.BadLines;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.MarkupOptions;
import org.cairn.source.spec.TableSpec;

/// How the files of a source are read.
final class InputKeys {
    static final Key<Format> FORMAT =
            Key.optional(
                            "format",
                            ChoiceShape.of(Format.class)
                                    .later("xlsx", "sqlite")
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
                            "The format of the files.")
                    .absent("required for file");

    static final Key<String> LOCATION =
            Key.optional(
                            "location",
                            Paths.PROJECT_FILES,
                            "Where the files are, for example `file:data/*.json` or"
                                    + " `https://host/file.csv`.")
                    .absent("required for file");

    static final Key<String> MEMBER =
            Key.optional(
                            "member",
                            TextShape.of("glob"),
                            "Which files inside a zip archive are read, for example `*.csv`.")
                    .absent("each file in it");

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
            List.of(
                    FORMAT,
                    LOCATION,
                    MEMBER,
                    TableKeys.ENCODING,
                    DialectKeys.DIALECT,
                    BAD_LINES,
                    TableKeys.COLUMNS,
                    BASE_URL,
                    NAMESPACES);

    private InputKeys() {}

    static FileInput input(Values in) {
        return input(in, in.get(FORMAT), in.get(LOCATION));
    }

    /// How documents are read that are no files of a location.
    static FileInput input(Values in, Format format, String location) {
        DialectKeys.Dialect dialect = in.get(DialectKeys.DIALECT);
        TableKeys.ColumnsDraft columns = in.get(TableKeys.COLUMNS);
        TableKeys.Encoding written = in.find(TableKeys.ENCODING);
        TableKeys.Encoding encoding = written == null ? TableKeys.Encoding.USUAL : written;
        return new FileInput(
                format,
                location,
                encoding.name(),
                dialect.csv(),
                in.get(BAD_LINES),
                columns.style(),
                new TableSpec(
                        encoding.order(),
                        dialect.header(),
                        dialect.leftOut(),
                        dialect.ragged(),
                        columns.columns()),
                in.find(MEMBER),
                new MarkupOptions(in.find(BASE_URL), in.get(NAMESPACES)));
    }
}
