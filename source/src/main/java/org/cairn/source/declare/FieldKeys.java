package org.cairn.source.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FieldSpec.FieldOrigin.Links;
import org.cairn.source.spec.FieldSpec.FieldOrigin.Take;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.Selector;
import org.cairn.source.spec.TransformSpec;
import org.jspecify.annotations.Nullable;

/// The fields of resources, child datasets and pipelines.
final class FieldKeys {
    private static final String[] LATER_ORIGINS = {"expr"};
    private static final String[] LATER = {"expr", "pii"};

    static final Key<JsonPath> JSON =
            Key.optional("json", Paths.JSON_PATH, "A path inside the JSON record.");
    static final Key<String> FROM =
            Key.optional(
                    "from",
                    Names.TEXT,
                    "A CSV column or top-level JSON member; in a pipeline, a field of the"
                            + " resource. `_file` is the name of the CSV file.");
    static final Key<String> CARRY =
            Key.optional("carry", Names.NAME, "A value that the record strategy carries.");

    static final Key<List<FieldOrigin>> ANY =
            any("origin", with(SelectorKeys.ORIGINS, JSON, FROM, CARRY));
    private static final Key<List<FieldOrigin>> CHILD_ANY =
            any("child origin", with(SelectorKeys.ORIGINS, JSON, FROM));
    private static final Key<List<FieldOrigin>> PIPELINE_ANY =
            any("pipeline origin", List.of(FROM));

    private static final Key<Map<String, FieldSpec>> CHILD_FIELDS =
            Key.optional(
                    "fields",
                    new MapShape<>(
                            Names.CHILD_FIELD,
                            "name",
                            field(
                                    "child field",
                                    "A field of each element of a list.",
                                    with(SelectorKeys.ORIGINS, JSON, FROM, CHILD_ANY))),
                    "The fields of each element; only with 'each'.");

    static final Key<List<SelectorKeys.Found>> EACH =
            Key.optional(
                    "each",
                    ListShape.atLeastOne(SelectorKeys.found("list place")),
                    "Where a list may be, a JSON path or {css: …} or {xpath: …}, tried in order; each element becomes a row of the child"
                            + " dataset.");

    /// `fields` of a resource.
    static final Key<Map<String, FieldSpec>> FIELDS =
            Key.optional(
                            "fields",
                            new MapShape<>(Names.FIELD, "name", resourceField()),
                            "What to take from a record, by column name.")
                    .absent("every field as it comes, as text or json")
                    .alsoCalled("columns");

    /// `fields` of a pipeline.
    static final Key<Map<String, FieldSpec>> PIPELINE_FIELDS =
            Key.optional(
                            "fields",
                            new MapShape<>(
                                    Names.FIELD,
                                    "name",
                                    field(
                                            "pipeline field",
                                            "A column of the dataset.",
                                            List.of(FROM, PIPELINE_ANY))),
                            "The columns of the dataset, by name.")
                    .absent("the fields of the resources as they are")
                    .alsoCalled("columns");

    private FieldKeys() {}

    static Key<List<FieldOrigin>> any(String name, List<Key<?>> origins) {
        return Key.optional(
                "any",
                ListShape.atLeastOne(
                        RecordShape.of(
                                        name,
                                        "One place a value may come from.",
                                        origins,
                                        FieldKeys::written)
                                .later(LATER_ORIGINS)
                                .exactlyOne()),
                "Places the value may come from, tried in order; the first value wins.");
    }

    static RecordShape<FieldSpec> field(String name, String description, List<Key<?>> origins) {
        return RecordShape.of(name, description, withChecks(origins), in -> value(in, origins))
                .later(LATER);
    }

    private static RecordShape<FieldSpec> resourceField() {
        List<Key<?>> origins = with(SelectorKeys.ORIGINS, JSON, FROM, CARRY, ANY);
        List<Key<?>> keys = new ArrayList<>(withChecks(origins));
        keys.add(EACH);
        keys.add(CHILD_FIELDS);
        return RecordShape.of(
                        "field",
                        "A column of the dataset, or with 'each' a child dataset. Without a place"
                                + " it is read from its own name.",
                        keys,
                        in -> in.has(EACH) ? children(in, keys) : valueOnly(in, origins))
                .later(LATER);
    }

    static List<Key<?>> with(List<Key<?>> more, Key<?>... first) {
        List<Key<?>> keys = new ArrayList<>(List.of(first));
        keys.addAll(more);
        return keys;
    }

    private static List<Key<?>> withChecks(List<Key<?>> origins) {
        List<Key<?>> keys = new ArrayList<>(origins);
        keys.addAll(CheckKeys.ALL);
        return keys;
    }

    private static @Nullable FieldSpec valueOnly(Values in, List<Key<?>> origins) {
        if (in.has(CHILD_FIELDS)) {
            in.reading()
                    .error(
                            in.placeOf(CHILD_FIELDS),
                            "'fields' is only for a list, and 'each' is missing",
                            "Add each: with the path of the list, or remove 'fields'.");
            return null;
        }
        return value(in, origins);
    }

    private static @Nullable FieldSpec value(Values in, List<Key<?>> origins) {
        List<String> written =
                origins.stream().filter(in::has).map(key -> "'" + key.name() + "'").toList();
        if (written.size() > 1) {
            in.reading()
                    .error(
                            in.place(),
                            "a field has one origin, and this has " + String.join(" and ", written),
                            "Write any: [...] with the origins in the order to try them.");
            return null;
        }
        checkSplit(in);
        List<TransformSpec> transforms = in.get(TransformKeys.TRANSFORM);
        FieldType type = in.get(CheckKeys.TYPE);
        return new FieldSpec.Value(
                in.label(),
                origins(in).stream().map(origin -> taking(origin, type, transforms)).toList(),
                type,
                transforms,
                CheckKeys.checks(in));
    }

    private static void checkSplit(Values in) {
        List<TransformSpec> transforms = in.get(TransformKeys.TRANSFORM);
        for (int i = 0; i < transforms.size(); i++) {
            boolean fits =
                    i == transforms.size() - 1
                            && in.get(CheckKeys.TYPE) == FieldSpec.FieldType.JSON;
            if (transforms.get(i) instanceof TransformSpec.Split && !fits) {
                in.reading()
                        .error(
                                in.placeOf(TransformKeys.TRANSFORM),
                                "'split' makes a list, and the field cannot hold one",
                                "Write it last in 'transform', and declare type: json.");
            }
        }
    }

    /// A selector may find several things: a json field takes all, any other the first. What
    /// follows from the field is written into the origin, because decoding knows nothing else.
    private static FieldOrigin taking(
            FieldOrigin origin, FieldType type, List<TransformSpec> transforms) {
        return origin instanceof FieldOrigin.Select(Selector selector, _, _)
                ? new FieldOrigin.Select(
                        selector,
                        type == FieldType.JSON ? Take.ALL : Take.FIRST,
                        transforms.contains(new TransformSpec.AbsoluteUrl())
                                ? Links.ABSOLUTE
                                : Links.AS_WRITTEN)
                : origin;
    }

    private static List<FieldOrigin> origins(Values in) {
        List<FieldOrigin> any = in.find(ANY);
        if (any != null) {
            return any;
        }
        FieldOrigin one = written(in);
        return List.of(one == null ? new FieldOrigin.From(in.label()) : one);
    }

    private static @Nullable FieldOrigin written(Values in) {
        JsonPath json = in.find(JSON);
        if (json != null) {
            return new FieldOrigin.Json(json);
        }
        String from = in.find(FROM);
        if (from != null) {
            return new FieldOrigin.From(from);
        }
        Selector selector = SelectorKeys.written(in);
        if (selector != null) {
            return new FieldOrigin.Select(selector);
        }
        String carry = in.find(CARRY);
        return carry == null ? null : new FieldOrigin.Carry(carry);
    }

    private static @Nullable FieldSpec children(Values in, List<Key<?>> keys) {
        for (Key<?> key : keys) {
            boolean own = key.equals(EACH) || key.equals(CHILD_FIELDS);
            if (!own && in.has(key)) {
                in.reading()
                        .error(
                                in.placeOf(key),
                                "'%s' is for a single value, and 'each' makes a list"
                                        .formatted(key.name()),
                                "Move it to a field below 'fields', or remove it.");
            }
        }
        Map<String, FieldSpec> fields = in.find(CHILD_FIELDS);
        List<SelectorKeys.Found> each = in.find(EACH);
        if (fields == null || fields.isEmpty()) {
            if (in.complete()) {
                in.reading()
                        .error(
                                in.place(),
                                "'each' needs 'fields' for its elements",
                                "Add fields: {name: {json: path}}.");
            }
            return null;
        }
        List<FieldSpec.Value> values = new ArrayList<>();
        for (FieldSpec field : fields.values()) {
            if (field instanceof FieldSpec.Value value) {
                values.add(value);
            }
        }
        if (each == null) {
            return null;
        }
        List<JsonPath> paths =
                each.stream().map(SelectorKeys.Found::json).filter(Objects::nonNull).toList();
        List<Selector> selectors =
                each.stream().map(SelectorKeys.Found::selector).filter(Objects::nonNull).toList();
        return new FieldSpec.Children(in.label(), paths, selectors, values);
    }
}
