package org.cairn.source.declare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.yaml.Place;
import org.cairn.source.yaml.Positions;

/// What must hold among the keys of one resource. Confined to one call of [#check].
///
/// Runs only on a resource whose every key could be read: otherwise a field that failed would be
/// called unknown wherever it is named.
final class ResourceLint {
    private static final FieldOrigin FILE_NAME = new FieldOrigin.From(FieldOrigin.From.FILE);

    private final ResourceDraft draft;
    private final Format format;
    private final Set<String> given;
    private final Positions at;
    private final Reading reading;

    ResourceLint(ResourceDraft draft, Format format) {
        this(draft, format, Set.of());
    }

    /// @param given names that records can carry from outside of their documents
    ResourceLint(ResourceDraft draft, Format format, Set<String> given) {
        this.draft = draft;
        this.format = format;
        this.given = given;
        this.at = draft.in().positions();
        this.reading = draft.in().reading();
    }

    void check() {
        checkRecords();
        checkStrategies();
        checkCarriesDeclared();
        draft.fields().forEach(this::checkField);
        new MarkupLint(draft, format).check();
        checkKey();
        checkChange();
        ExpectKeys.check(draft);
    }

    private void checkRecords() {
        boolean found = format.isTree() || format.isMarkup();
        if (found && draft.strategies() == null) {
            reading.error(
                    at.value(),
                    "resource '%s' does not say where its records are".formatted(draft.name()),
                    format.isMarkup()
                            ? "Add records: [{%s}] with the elements that are records."
                                    .formatted(
                                            format == Format.XML
                                                    ? "xpath: /list/item"
                                                    : "css: div.card")
                            : "Add records: [{json: \"$[*]\"}] with the path of the records.");
        } else if (!found && draft.strategies() != null) {
            reading.error(
                    at.key("records"),
                    "each line of csv, jsonl and xlsx is a record, and 'records' is for the other"
                            + " formats",
                    "Remove 'records'.");
        }
    }

    private void checkStrategies() {
        Set<String> ids = new LinkedHashSet<>();
        List<RecordStrategy> strategies = strategies();
        for (int i = 0; i < strategies.size(); i++) {
            String id = strategies.get(i).id();
            if (!id.isEmpty() && !ids.add(id)) {
                reading.error(
                        at.value("records", i, "id"),
                        "two strategies have the id '%s'".formatted(id),
                        "Give each strategy an id of its own; lineage names it.");
            }
            for (String name : strategies.get(i).set().keySet()) {
                if (isList(name)) {
                    reading.error(
                            at.key("records", i, "set", name),
                            "'set' names '%s', which is a list".formatted(name),
                            "Set fields with a single value.");
                }
            }
        }
    }

    private List<RecordStrategy> strategies() {
        List<RecordStrategy> strategies = draft.strategies();
        return strategies == null ? List.of() : strategies;
    }

    private void checkCarriesDeclared() {
        Map<String, Place> used = usedCarries();
        Set<String> declared = new LinkedHashSet<>(given);
        List<RecordStrategy> strategies = strategies();
        for (int i = 0; i < strategies.size(); i++) {
            for (String name : strategies.get(i).carried()) {
                declared.add(name);
                if (!draft.fields().isEmpty() && !used.containsKey(name)) {
                    reading.error(
                            at.key("records", i, "carry", name),
                            "nothing uses the carried '%s'".formatted(name),
                            "Use {carry: %s} in a field, or remove it.".formatted(name));
                }
            }
        }
        used.forEach((name, place) -> {
            if (!declared.contains(name)) {
                reading.error(
                        place,
                        "no record strategy carries '%s'%s"
                                .formatted(name, Words.didYouMean(name, declared)),
                        draft.in().has(EndpointKeys.ENDPOINT)
                                ? "Declare it under params or carry of 'partition'."
                                : "Declare carry: {%s: path} in a strategy of 'records'."
                                        .formatted(name));
            }
        });
    }

    private Map<String, Place> usedCarries() {
        Map<String, Place> used = new LinkedHashMap<>();
        for (FieldSpec field : draft.fields()) {
            if (field instanceof FieldSpec.Value value) {
                for (int i = 0; i < value.any().size(); i++) {
                    if (value.any().get(i) instanceof FieldOrigin.Carry(String name)) {
                        used.putIfAbsent(name, originPlace(field.name(), i, "carry"));
                    }
                }
            }
        }
        return used;
    }

    private Place originPlace(String field, int i, String kind) {
        return at.has("fields", field, "any")
                ? at.value("fields", field, "any", i, kind)
                : at.value("fields", field, kind);
    }

    private void checkField(FieldSpec field) {
        switch (field) {
            case FieldSpec.Value value -> checkOrigins(value);
            case FieldSpec.Children children -> checkChildren(children);
        }
    }

    private void checkOrigins(FieldSpec.Value value) {
        for (int i = 0; i < value.any().size(); i++) {
            if (!format.isTable() && value.any().get(i).equals(FILE_NAME)) {
                reading.error(
                        originPlace(value.name(), i, "from"),
                        "'_file' is only for csv and xlsx",
                        "Remove the field.");
            }
            if (value.any().get(i) instanceof FieldOrigin.Json(JsonPath path)) {
                Place place = originPlace(value.name(), i, "json");
                if (format.isTable()) {
                    reading.error(
                            place,
                            "%s has columns, not json paths".formatted(name()),
                            "Write from: and the name of the column.");
                } else {
                    checkOneValue(path, place);
                }
            }
        }
    }

    private String name() {
        return format.name().toLowerCase(Locale.ROOT);
    }

    private void checkOneValue(JsonPath path, Place place) {
        if (path.steps().stream().anyMatch(JsonPath.Step.Every.class::isInstance)) {
            reading.error(
                    place,
                    "'%s' names many values and a field holds one".formatted(path),
                    "Name the list without [*] and declare type: json, or use 'each'.");
        }
    }

    private void checkChildren(FieldSpec.Children children) {
        if (format.isTable()) {
            reading.error(
                    at.key("fields", children.name(), "each"),
                    "%s has no lists below a record".formatted(name()),
                    "Remove 'each' and take the column with 'from'.");
            return;
        }
        for (int i = 0; i < children.each().size(); i++) {
            List<JsonPath.Step> steps = children.each().get(i).steps();
            boolean lastOnly =
                    steps.stream()
                            .limit(Math.max(0, steps.size() - 1L))
                            .noneMatch(JsonPath.Step.Every.class::isInstance);
            if (!lastOnly) {
                reading.error(
                        at.value("fields", children.name(), "each", i),
                        "'%s' has a [*] before its end".formatted(children.each().get(i)),
                        "Write one list, with [*] at the end only.");
            }
        }
        for (FieldSpec.Value value : children.fields()) {
            checkChildOrigins(children.name(), value);
        }
    }

    private void checkChildOrigins(String list, FieldSpec.Value value) {
        for (FieldOrigin origin : value.any()) {
            if (origin instanceof FieldOrigin.Json(JsonPath path)) {
                checkOneValue(path, at.value("fields", list, "fields", value.name(), "json"));
            }
        }
    }

    private void checkKey() {
        List<List<String>> keys = draft.rest().key().alternatives();
        if (keys.isEmpty()) {
            reading.warning(
                    at.value(),
                    "resource '%s' has no primary_key".formatted(draft.name()),
                    "Name the fields that tell records apart; without them a changed record is a"
                            + " new one.");
        }
        for (int i = 0; i < keys.size(); i++) {
            for (int j = 0; j < keys.get(i).size(); j++) {
                Place place =
                        at.has("primary_key", "any")
                                ? at.value("primary_key", "any", i, j)
                                : at.value("primary_key", j);
                checkFieldName("primary_key", keys.get(i).get(j), place);
            }
            checkNoneTwice(keys.get(i));
        }
    }

    private void checkNoneTwice(List<String> key) {
        if (new LinkedHashSet<>(key).size() < key.size()) {
            reading.error(
                    at.key("primary_key"),
                    "a field is in the primary_key twice",
                    "Remove one of the two.");
        }
    }

    private void checkChange() {
        List<String> volatileFields = draft.rest().change().volatileFields();
        for (int i = 0; i < volatileFields.size(); i++) {
            String name = volatileFields.get(i);
            Place place = at.value("change", "volatile", i);
            checkFieldName("change", name, place);
            if (draft.rest().key().alternatives().stream().anyMatch(key -> key.contains(name))) {
                reading.error(
                        place,
                        "'%s' is part of the primary_key and cannot be volatile".formatted(name),
                        "Remove it from one of the two.");
            }
        }
        List<String> unordered = draft.rest().change().unordered();
        for (int i = 0; i < unordered.size(); i++) {
            checkFieldName("change", unordered.get(i), at.value("change", "unordered", i));
        }
    }

    private void checkFieldName(String key, String name, Place place) {
        Collection<String> known = new ArrayList<>(draft.fieldNames());
        if (!known.isEmpty() && !known.contains(name)) {
            reading.error(
                    place,
                    "'%s' names %s, and there is no such field%s"
                            .formatted(key, Words.quoted(name), Words.didYouMean(name, known)),
                    "Declare the field, or correct the name.");
        } else if (key.equals("primary_key") && isList(name)) {
            reading.error(
                    place,
                    "'primary_key' names %s, which is a list".formatted(Words.quoted(name)),
                    "Use fields with a single value.");
        }
    }

    private boolean isList(String name) {
        return draft.fields().stream()
                .anyMatch(f -> f instanceof FieldSpec.Children && f.name().equals(name));
    }
}
