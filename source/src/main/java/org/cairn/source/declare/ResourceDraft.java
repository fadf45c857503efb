package org.cairn.source.declare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.ChangeSpec;
import org.cairn.source.spec.ExpectSpec;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.KeySpec;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.PagePlace;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SchemaSpec;
import org.cairn.source.spec.Selector;
import org.jspecify.annotations.Nullable;

/// A resource as it is written, before the format of its source is known.
///
/// @param strategies null where `records` is not written or wrong
/// @param fields as declared, without those that only `set` names
/// @param in where it was read
record ResourceDraft(
        String name,
        @Nullable List<RecordStrategy> strategies,
        List<FieldSpec> fields,
        Rest rest,
        Values in) {
    /// The parts that need nothing else.
    record Rest(
            KeySpec key,
            ChangeSpec change,
            ResourceSpec.Gone gone,
            ExpectSpec expect,
            @Nullable SchemaSpec schema) {}

    /// For CSV and JSON Lines each line is a record.
    private static final JsonPath EACH_LINE = new JsonPath(List.of());

    /// The same resource, whose records stand at one place in every page of a web API.
    ResourceDraft finding(PagePlace records) {
        var page =
                switch (records.origin()) {
                    case FieldOrigin.Json(JsonPath path) ->
                            new RecordStrategy("data_selector", null, path, Map.of(), Map.of());
                    case FieldOrigin.Select(Selector selector, _, _) ->
                            new RecordStrategy(
                                    "data_selector",
                                    null,
                                    EACH_LINE,
                                    Map.of(),
                                    Map.of(),
                                    null,
                                    // A page may have no records.
                                    new MarkupRecords(selector, 0, Map.of()));
                    case FieldOrigin.From _, FieldOrigin.Carry _, FieldOrigin.Followed _ ->
                            throw new IllegalStateException("no place of a page");
                };
        return new ResourceDraft(name, List.of(page), fields, rest, in);
    }

    ResourceSpec finished() {
        return new ResourceSpec(
                name,
                namedStrategies(),
                allFields(),
                rest.key,
                rest.change,
                rest.gone,
                rest.expect,
                rest.schema);
    }

    private List<RecordStrategy> namedStrategies() {
        if (strategies == null) {
            return List.of(
                    new RecordStrategy(
                            "records[0]",
                            null,
                            EACH_LINE,
                            Map.of(),
                            Map.of(),
                            in.find(UnpivotKeys.UNPIVOT),
                            null));
        }
        List<RecordStrategy> named = new ArrayList<>();
        for (int i = 0; i < strategies.size(); i++) {
            RecordStrategy s = strategies.get(i);
            String id = s.id().isEmpty() ? "records[%d]".formatted(i) : s.id();
            named.add(s.named(id));
        }
        return named;
    }

    /// The declared fields and after them those that only `set` names; none where none is declared.
    List<FieldSpec> allFields() {
        if (fields.isEmpty()) {
            return List.of();
        }
        Map<String, FieldSpec> all = new LinkedHashMap<>();
        fields.forEach(field -> all.put(field.name(), field));
        if (strategies != null) {
            strategies.forEach(
                    s -> s.set().keySet().forEach(name -> all.putIfAbsent(name, textField(name))));
        }
        return List.copyOf(all.values());
    }

    Set<String> fieldNames() {
        Set<String> names = new LinkedHashSet<>();
        allFields().forEach(field -> names.add(field.name()));
        return names;
    }

    private static FieldSpec textField(String name) {
        return new FieldSpec.Value(
                name,
                List.of(new FieldOrigin.From(name)),
                FieldSpec.FieldType.TEXT,
                List.of(),
                FieldSpec.FieldChecks.NONE);
    }
}
