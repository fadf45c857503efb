package org.cairn.source.declare;

import java.util.List;
import java.util.Locale;
import org.cairn.source.shape.Reading;
import org.cairn.source.spec.CssPart;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.Selector;
import org.cairn.source.spec.Selector.Kind;
import org.cairn.source.spec.TransformSpec;
import org.cairn.source.spec.XmlPath;
import org.cairn.source.yaml.Place;
import org.cairn.source.yaml.Positions;
import org.jspecify.annotations.Nullable;

/// Whether the places that a resource names are of the kind that its format has. Confined to one
/// call of [#check].
final class MarkupLint {
    private final ResourceDraft draft;
    private final Format format;
    private final Positions at;
    private final Reading reading;

    MarkupLint(ResourceDraft draft, Format format) {
        this.draft = draft;
        this.format = format;
        this.at = draft.in().positions();
        this.reading = draft.in().reading();
    }

    void check() {
        List<RecordStrategy> strategies = draft.strategies();
        if (strategies != null) {
            for (int i = 0; i < strategies.size(); i++) {
                checkStrategy(i, strategies.get(i).markup());
            }
        }
        if (format == Format.HTML && draft.fields().isEmpty() && !isTables()) {
            refuse(
                    at.value(),
                    "resource '%s' does not say which fields its records have"
                            .formatted(draft.name()),
                    "Add fields: {name: {css: h3}}; only the rows of a table name their own.");
        }
        for (FieldSpec field : draft.fields()) {
            switch (field) {
                case FieldSpec.Value value -> checkValue(value, "fields", value.name());
                case FieldSpec.Children children -> checkChildren(children);
            }
        }
    }

    private void checkStrategy(int i, @Nullable MarkupRecords markup) {
        if (markup == null) {
            if (format.isMarkup()) {
                refuse(
                        at.key("records", i, "json"),
                        "%s has elements, not json paths".formatted(name()),
                        format == Format.XML ? "Write xpath." : "Write css, xpath or table.");
            }
            return;
        }
        Place place = at.key("records", i, markup.select().kind().key());
        checkKind(markup.select(), place);
        if (markup.select().kind() == Kind.CSS && !CssPart.isElements(markup.select().text())) {
            refuse(place, "records are whole elements", "Remove '::' and what follows.");
        }
        if (format == Format.XML) {
            checkStreamable(markup.select(), place);
            markup.carry()
                    .forEach((name, selector) ->
                            checkStreamable(selector, at.value("records", i, "carry", name)));
        }
    }

    private void checkStreamable(Selector selector, Place place) {
        if (selector.kind() != Kind.XPATH) {
            refuse(place, "xml is read by xpath", "Write {xpath: …}.");
            return;
        }
        try {
            XmlPath.parse(selector.text());
        } catch (IllegalArgumentException e) {
            refuse(
                    place,
                    String.valueOf(e.getMessage()),
                    "Write steps down from the root with tests of attributes only, for example"
                            + " /list/item or //item[@type='x'].");
        }
    }

    private void checkValue(FieldSpec.Value value, Object... path) {
        for (FieldOrigin origin : value.any()) {
            checkOrigin(origin, at.value(path));
        }
        int absolute = value.transforms().indexOf(new TransformSpec.AbsoluteUrl());
        boolean first =
                value.transforms().stream()
                        .limit(Math.max(0, absolute))
                        .allMatch(TransformSpec.Trim.class::isInstance);
        boolean links =
                format == Format.HTML
                        && value.any().stream()
                                .allMatch(origin ->
                                        origin instanceof FieldOrigin.Select
                                                || origin instanceof FieldOrigin.Followed);
        if (absolute >= 0 && !(first && links)) {
            refuse(
                    at.value(path),
                    "'absolute_url' is for a link of a page, as the page has it",
                    "Write it as the first transform of a field with css or xpath in a source of"
                            + " format html.");
        }
    }

    private void checkOrigin(FieldOrigin origin, Place place) {
        switch (origin) {
            case FieldOrigin.Select(Selector selector, _, _) -> checkKind(selector, place);
            case FieldOrigin.Json(var path) -> {
                if (format.isMarkup()) {
                    refuse(
                            place,
                            "%s has elements, and '%s' is a json path".formatted(name(), path),
                            "Write css or xpath.");
                }
            }
            case FieldOrigin.From(String column) -> {
                if (format == Format.HTML && !hasTable()) {
                    refuse(
                            place,
                            "nothing names '%s': only the rows of a table have named fields"
                                    .formatted(column),
                            "Write css or xpath, or find the records by table.");
                }
            }
            case FieldOrigin.Followed(Selector link, _, _) -> checkKind(link, place);
            case FieldOrigin.Carry _ -> {}
        }
    }

    private boolean isTables() {
        List<RecordStrategy> strategies = draft.strategies();
        return strategies != null
                && strategies.stream()
                        .map(RecordStrategy::markup)
                        .allMatch(markup -> markup != null && markup.select().kind() == Kind.TABLE);
    }

    private boolean hasTable() {
        List<RecordStrategy> strategies = draft.strategies();
        return strategies != null
                && strategies.stream()
                        .map(RecordStrategy::markup)
                        .anyMatch(markup -> markup != null && markup.select().kind() == Kind.TABLE);
    }

    private void checkChildren(FieldSpec.Children children) {
        for (Selector selector : children.select()) {
            checkKind(selector, at.value("fields", children.name(), "each"));
        }
        if (format.isMarkup() && !children.each().isEmpty()) {
            refuse(
                    at.value("fields", children.name(), "each"),
                    "%s has elements, not json paths".formatted(name()),
                    "Write each: [{css: …}] or [{xpath: …}].");
        }
        for (FieldSpec.Value value : children.fields()) {
            checkValue(value, "fields", children.name(), "fields", value.name());
        }
    }

    private void checkKind(Selector selector, Place place) {
        boolean fits =
                switch (format) {
                    case HTML -> true;
                    case XML -> selector.kind() == Kind.XPATH;
                    case JSON, JSONL, CSV, YAML -> false;
                };
        if (!fits) {
            refuse(
                    place,
                    "'%s' is not for %s".formatted(selector.kind().key(), name()),
                    switch (format) {
                        case XML -> "Write xpath.";
                        case CSV -> "Write from: and the name of the column.";
                        default -> "Write json: and a path.";
                    });
        }
    }

    private String name() {
        return format.name().toLowerCase(Locale.ROOT);
    }

    private void refuse(Place place, String message, String remedy) {
        reading.error(place, message, remedy);
    }
}
