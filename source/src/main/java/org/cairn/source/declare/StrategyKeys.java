package org.cairn.source.declare;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.RecordStrategy;
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
            Key.required("json", Paths.JSON_PATH, "The path that selects the records.");
    private static final Key<Map<String, String>> SET =
            Key.optional(
                            "set",
                            new MapShape<>(Names.FIELD, "field", Names.TEXT),
                            "Constant values by field; they win over what the record says. A name"
                                    + " that is not among the fields becomes a text field.")
                    .otherwise(Map.<String, String>of());
    private static final Key<Map<String, JsonPath>> CARRY =
            Key.optional(
                            "carry",
                            new MapShape<>(Names.NAME, "name", Paths.JSON_PATH),
                            "Values from around the record, by name; a path shares its first steps"
                                    + " with the path of the records.")
                    .otherwise(Map.<String, JsonPath>of());

    static final Key<List<RecordStrategy>> RECORDS =
            Key.optional(
                            "records",
                            ListShape.atLeastOne(
                                    RecordShape.of(
                                                    "record strategy",
                                                    "One way to find the records of a document;"
                                                            + " the first that fits is taken.",
                                                    List.of(ID, WHEN_FILE, JSON, SET, CARRY),
                                                    StrategyKeys::strategy)
                                            .later("css", "xpath", "min")),
                            "How records are found in JSON, tried in order for each file.")
                    .absent("required for json; each line of csv and jsonl is a record");

    private StrategyKeys() {}

    // The id of an unnamed strategy is its place in the list, which only the resource knows.
    private static RecordStrategy strategy(Values in) {
        String id = in.find(ID);
        JsonPath path = in.get(JSON);
        Map<String, JsonPath> carried = in.get(CARRY);
        carried.forEach((name, from) -> checkCarry(in, name, path));
        return new RecordStrategy(
                id == null ? "" : id, in.find(WHEN_FILE), path, in.get(SET), carried);
    }

    private static void checkCarry(Values in, String name, JsonPath records) {
        JsonPath from = in.get(CARRY).get(name);
        if (from == null) {
            return;
        }
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
