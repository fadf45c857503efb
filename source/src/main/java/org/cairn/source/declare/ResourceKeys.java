package org.cairn.source.declare;

import java.util.List;
import java.util.Map;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.ChangeSpec;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.ResourceSpec;

/// `resources:` of a source.
final class ResourceKeys {
    private static final Key<String> NAME =
            Key.required("name", Names.THING, "The name of the resource.");

    private static final Key<List<String>> VOLATILE =
            Key.optional(
                            "volatile",
                            Names.TEXTS,
                            "Fields that do not count as a change when they differ.")
                    .otherwise(ChangeSpec.ALL.volatileFields());
    private static final Key<List<String>> UNORDERED =
            Key.optional("unordered", Names.TEXTS, "Fields with lists whose order means nothing.")
                    .otherwise(ChangeSpec.ALL.unordered());
    static final Key<ChangeSpec> CHANGE =
            Key.optional(
                            "change",
                            RecordShape.of(
                                    "change",
                                    "What counts as a change. The raw bytes keep everything.",
                                    List.of(VOLATILE, UNORDERED),
                                    in -> new ChangeSpec(in.get(VOLATILE), in.get(UNORDERED))),
                            "What does not count as a change.")
                    .otherwise(ChangeSpec.ALL);

    private static final Key<ResourceSpec.Gone> GONE =
            Key.optional(
                            "gone",
                            ChoiceShape.of(ResourceSpec.Gone.class),
                            "What the absence of a known record in a full listing means.")
                    .otherwise(ResourceSpec.Gone.WITHDRAW);

    static final Key<List<ResourceDraft>> RESOURCES =
            Key.required(
                    "resources",
                    ListShape.atLeastOne(
                            RecordShape.of(
                                            "resource",
                                            "One kind of record in a source.",
                                            List.of(
                                                    NAME,
                                                    StrategyKeys.RECORDS,
                                                    EndpointKeys.ENDPOINT,
                                                    EndpointKeys.PARTITION,
                                                    EndpointKeys.INCREMENTAL,
                                                    UnpivotKeys.UNPIVOT,
                                                    FieldKeys.FIELDS,
                                                    KeyKeys.PRIMARY_KEY,
                                                    CHANGE,
                                                    GONE,
                                                    ExpectKeys.EXPECT),
                                            ResourceKeys::draft)
                                    .later("schema", "start", "follow", "lookups", "pii")),
                    "The kinds of records in the source.");

    private ResourceKeys() {}

    private static ResourceDraft draft(Values in) {
        Map<String, FieldSpec> fields = in.find(FieldKeys.FIELDS);
        return new ResourceDraft(
                in.get(NAME),
                in.find(StrategyKeys.RECORDS),
                fields == null ? List.of() : List.copyOf(fields.values()),
                new ResourceDraft.Rest(
                        in.get(KeyKeys.PRIMARY_KEY),
                        in.get(CHANGE),
                        in.get(GONE),
                        in.get(ExpectKeys.EXPECT)),
                in);
    }
}
