package org.cairn.source.declare;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.Selector;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// `records:` of a resource: the ways to find records, tried in order.
final class StrategyKeys {
    private static final Pattern WHEN = Pattern.compile("\\s*file\\s*==\\s*'([^'/]+)'\\s*");

    private static final Key<String> ID =
            Key.optional("id", Names.NAME, "Names the strategy in lineage.")
                    .absent("`records[0]` and so on");
    private static final Key<String> WHEN_FILE =
            Key.optional(
                            "when",
                            TextShape.of("`file == 'NAME'`").as(StrategyKeys::fileName),
                            "The file this strategy is for, without folders.")
                    .absent("any file");
    private static final Key<JsonPath> JSON =
            Key.optional("json", Paths.JSON_PATH, "The path that selects the records.");
    private static final Key<Long> MIN =
            Key.optional(
                            "min",
                            new WholeShape(0, 1_000_000_000),
                            "Fewest records with which the strategy fits a page or an XML"
                                    + " document; else the next one is tried.")
                    .absent("1");
    private static final Key<Map<String, String>> SET =
            Key.optional(
                            "set",
                            new MapShape<>(Names.FIELD, "field", Names.TEXT),
                            "Constant values by field; they win over what the record says. A name"
                                    + " that is not among the fields becomes a text field.")
                    .otherwise(Map.<String, String>of());
    private static final Key<Map<String, SelectorKeys.Found>> CARRY =
            Key.optional(
                            "carry",
                            new MapShape<>(Names.NAME, "name", SelectorKeys.found("carried value")),
                            "Values from around the record, by name. A JSON path shares its first"
                                    + " steps with the path of the records; {css: …} or {xpath: …}"
                                    + " takes the last match before the record.")
                    .otherwise(Map.<String, SelectorKeys.Found>of());

    static final Key<List<RecordStrategy>> RECORDS =
            Key.optional(
                            "records",
                            ListShape.atLeastOne(
                                    RecordShape.of(
                                            "record strategy",
                                            "One way to find the records of a document;"
                                                    + " the first that fits is taken.",
                                            List.of(
                                                    ID,
                                                    WHEN_FILE,
                                                    JSON,
                                                    SelectorKeys.RECORD_CSS,
                                                    SelectorKeys.RECORD_XPATH,
                                                    SelectorKeys.TABLE,
                                                    MIN,
                                                    SET,
                                                    CARRY),
                                            StrategyKeys::strategy)),
                            "How records are found, tried in order for each file.")
                    .absent("required, but each line of csv and jsonl is a record");

    private StrategyKeys() {}

    // The id of an unnamed strategy is its place in the list, which only the resource knows.
    private static @Nullable RecordStrategy strategy(Values in) {
        JsonPath path = in.find(JSON);
        Selector select = SelectorKeys.written(in);
        if (!isOne(in)) {
            return null;
        }
        String id = in.find(ID);
        Map<String, JsonPath> carried = new LinkedHashMap<>();
        Map<String, Selector> carriedMarkup = new LinkedHashMap<>();
        in.get(CARRY)
                .forEach((name, found) -> {
                    if (found.json() != null) {
                        carried.put(name, found.json());
                    } else if (found.selector() != null) {
                        carriedMarkup.put(name, found.selector());
                    }
                    checkKind(in, name, path != null, found.json() != null);
                });
        if (path != null) {
            carried.forEach((name, from) -> checkCarry(in, name, from, path));
        }
        Long min = in.find(MIN);
        return new RecordStrategy(
                id == null ? "" : id,
                in.find(WHEN_FILE),
                path == null ? new JsonPath(List.of()) : path,
                in.get(SET),
                carried,
                null,
                select == null
                        ? null
                        : new MarkupRecords(
                                select, min == null ? 1 : Math.toIntExact(min), carriedMarkup));
    }

    private static boolean isOne(Values in) {
        List<Key<?>> places =
                List.of(
                        JSON,
                        SelectorKeys.RECORD_CSS,
                        SelectorKeys.RECORD_XPATH,
                        SelectorKeys.TABLE);
        long written = places.stream().filter(in::has).count();
        if (written != 1) {
            in.reading()
                    .error(
                            in.place(),
                            written == 0
                                    ? "the strategy does not say where the records are"
                                    : "the strategy says %d times where the records are"
                                            .formatted(written),
                            "Write one of json, css, xpath and table.");
        } else if (in.has(JSON) && in.has(MIN)) {
            in.reading()
                    .error(
                            in.placeOf(MIN),
                            "'min' is for css, xpath and table",
                            "Remove it; 'expect' counts the records of any format.");
        }
        return written == 1;
    }

    private static void checkKind(Values in, String name, boolean records, boolean carried) {
        if (records != carried) {
            in.reading()
                    .error(
                            in.positions().value(CARRY.name(), name),
                            "carry '%s' is of another kind than the records".formatted(name),
                            records ? "Write a JSON path." : "Write {css: …} or {xpath: …}.");
        }
    }

    private static void checkCarry(Values in, String name, JsonPath from, JsonPath records) {
        int shared = from.commonPrefix(records);
        String wrong = null;
        if (shared == records.steps().size()) {
            wrong =
                    "carry '%s' looks inside the record: '%s' begins with all of '%s'"
                            .formatted(name, from, records);
        } else if (from.steps().subList(shared, from.steps().size()).stream()
                .anyMatch(JsonPath.Step.Every.class::isInstance)) {
            wrong =
                    "carry '%s' names many values: the [*] of '%s' are not all steps of '%s'"
                            .formatted(name, from, records);
        }
        if (wrong != null) {
            in.reading()
                    .error(
                            in.positions().value(CARRY.name(), name),
                            wrong,
                            shared == records.steps().size()
                                    ? "Use {json: …} in the field instead."
                                    : "Name one value around the record, for example"
                                            + " $.regions[*].name for $.regions[*].facilities[*].");
        }
    }

    private static @Nullable String fileName(String text, YamlNode node, Reading reading) {
        Matcher matcher = WHEN.matcher(text);
        if (matcher.matches()) {
            return matcher.group(1);
        }
        reading.error(
                node.place(),
                "'when' is not a condition that this version knows",
                "Write \"file == 'NAME'\" with the name of a file, without folders; nothing else is"
                        + " allowed yet.");
        return null;
    }
}
