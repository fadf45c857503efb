package org.cairn.source.declare;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.FlagShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.FileInput.ColumnNames;
import org.cairn.source.spec.TableSpec.Columns;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// In which encoding a table is, and what its columns are called.
final class TableKeys {
    private static final Set<String> WORDS = Set.of("bom", "declared");

    /// What is tried when `order` is not written.
    private static final List<String> USUAL_ORDER =
            List.of("bom", "utf-8", "utf-16", "windows-31j", "euc-jp", "windows-1252");

    /// @param name of the charset, null where it is to be found or is the usual one
    /// @param order candidates, empty where nothing is to be found
    record Encoding(@Nullable String name, List<String> order) {
        static final Encoding USUAL = new Encoding(null, List.of());
    }

    private static final Key<Boolean> DETECT =
            Key.optional(
                            "detect",
                            new FlagShape(),
                            "Whether the encoding is found from all bytes of each file.")
                    .otherwise(true);
    private static final Key<List<String>> ORDER =
            Key.optional(
                            "order",
                            ListShape.atLeastOne(
                                    TextShape.of("`bom`, `declared` or name of a charset")
                                            .as(TableKeys::candidate)),
                            "What a file may be in; the first that fits is taken. `bom` is a byte"
                                    + " order mark, `declared` what a server says of it.")
                    .otherwise(USUAL_ORDER);
    private static final Key<String> ON_UNDECODABLE =
            Key.optional(
                            "on_undecodable",
                            ChoiceShape.of(Map.of("quarantine", "quarantine")),
                            "What happens to a record whose bytes are not text.")
                    .otherwise("quarantine");

    static final Key<Encoding> ENCODING =
            Key.optional(
                            "encoding",
                            new EitherShape<>(
                                    TextShape.of("name of a charset")
                                            .as(TableKeys::charset)
                                            .as((name, _, _) -> new Encoding(name, List.of())),
                                    null,
                                    RecordShape.of(
                                            "encoding",
                                            "How the encoding of each file is found; only for csv.",
                                            List.of(DETECT, ORDER, ON_UNDECODABLE),
                                            in ->
                                                    new Encoding(
                                                            null,
                                                            in.get(DETECT)
                                                                    ? in.get(ORDER)
                                                                    : List.of()))),
                            "The charset of the files.")
                    .absent("UTF-8, with or without a byte order mark");

    private static final Key<ColumnNames> STANDARDIZE =
            Key.optional(
                            "standardize",
                            ChoiceShape.of(columnNames()),
                            "Whether `District Name` becomes `district_name`.")
                    .otherwise(ColumnNames.AS_IS);
    private static final Key<List<String>> NAMES =
            Key.optional(
                            "names",
                            Names.SOME_TEXTS,
                            "Names of the columns in their order, instead of those in the header.")
                    .absent("as in the header");
    private static final Key<Map<String, String>> RENAME =
            Key.optional(
                            "rename",
                            new MapShape<>(Names.TEXT, "name or number", Names.TEXT),
                            "New names of columns, by their name or their number from 1.")
                    .otherwise(Map.<String, String>of());
    private static final Key<Columns.Missing> MISSING =
            Key.optional(
                            "missing",
                            ChoiceShape.of(Columns.Missing.class),
                            "What happens when a file lacks a column that a field is made of:"
                                    + " refuse the run, or report it and leave the field empty.")
                    .otherwise(Columns.Missing.REFUSE);

    /// @param style what is done to names that are not given
    record ColumnsDraft(ColumnNames style, Columns columns) {
        static final ColumnsDraft USUAL = new ColumnsDraft(ColumnNames.AS_IS, Columns.AS_FOUND);
    }

    static final Key<ColumnsDraft> COLUMNS =
            Key.optional(
                            "columns",
                            RecordShape.of(
                                    "columns",
                                    "What the columns are called.",
                                    List.of(STANDARDIZE, NAMES, RENAME, MISSING),
                                    TableKeys::columns),
                            "What the columns are called; only for csv, xlsx and html.")
                    .otherwise(ColumnsDraft.USUAL);

    private TableKeys() {}

    private static ColumnsDraft columns(Values in) {
        List<String> names = in.find(NAMES);
        return new ColumnsDraft(
                in.get(STANDARDIZE),
                new Columns(names == null ? List.of() : names, in.get(RENAME), in.get(MISSING)));
    }

    private static Map<String, ColumnNames> columnNames() {
        Map<String, ColumnNames> names = new LinkedHashMap<>();
        names.put("snake_case", ColumnNames.SNAKE_CASE);
        names.put("none", ColumnNames.AS_IS);
        return names;
    }

    private static @Nullable String candidate(String name, YamlNode node, Reading reading) {
        String small = name.toLowerCase(Locale.ROOT);
        return WORDS.contains(small) ? small : charset(name, node, reading);
    }

    /// A charset by its name. Shift_JIS is what the web takes it for, Windows-31J: files that are
    /// said to be in it hold its characters.
    private static @Nullable String charset(String name, YamlNode node, Reading reading) {
        try {
            if (Charset.isSupported(name)) {
                String known = Charset.forName(name).name();
                if (known.matches("(x-)?UTF-32.*")) {
                    reading.error(
                            node.place(),
                            "files in %s cannot be read yet".formatted(name),
                            "Convert them to UTF-8, for example with iconv.");
                    return null;
                }
                return known.equals("Shift_JIS") ? "windows-31j" : name;
            }
        } catch (IllegalCharsetNameException _) {
            // Not even the form of a charset's name: refused like one that does not exist.
        }
        var known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        known.addAll(List.of("utf-8", "windows-1252", "iso-8859-1", "iso-8859-15", "shift_jis"));
        reading.error(
                node.place(),
                "there is no charset %s%s"
                        .formatted(Words.quoted(name), Words.didYouMean(name, known)),
                "Use a name that IANA lists, for example utf-8 or windows-1252.");
        return null;
    }
}
