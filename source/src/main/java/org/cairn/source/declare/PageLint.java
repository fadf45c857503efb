package org.cairn.source.declare;

import java.util.List;
import java.util.Map;
import org.cairn.source.shape.Reading;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.PagePlace;
import org.cairn.source.spec.PaginatorSpec;
import org.cairn.source.spec.PaginatorSpec.Kind;
import org.cairn.source.spec.ParentText;
import org.cairn.source.spec.RestResource.Incremental;
import org.cairn.source.spec.RestResource.Partition;
import org.cairn.source.spec.XmlPath;
import org.cairn.source.yaml.Place;
import org.cairn.source.yaml.Positions;
import org.jspecify.annotations.Nullable;

/// Whether the places that an endpoint names are of the kind that its pages have. Confined to one
/// call of [#check].
final class PageLint {
    private final ResourceDraft draft;
    private final Format format;
    private final Positions at;
    private final Reading reading;

    PageLint(ResourceDraft draft, Format format) {
        this.draft = draft;
        this.format = format;
        this.at = draft.in().positions();
        this.reading = draft.in().reading();
    }

    void check(EndpointKeys.Asked asked) {
        Place records = at.value("endpoint", "data_selector");
        if (checkKind(asked.records(), records) && format == Format.XML) {
            checkStreamable(asked.records(), records);
        }
        PaginatorSpec paginator = asked.endpoint().paginator();
        checkKind(paginator.total(), at.value("endpoint", "paginator", "total_selector"));
        switch (paginator.kind()) {
            case Kind.JsonLink link ->
                    checkKind(link.selector(), at.value("endpoint", "paginator", "next_selector"));
            case Kind.Cursor cursor ->
                    checkKind(
                            cursor.selector(),
                            at.value("endpoint", "paginator", "cursor_selector"));
            default -> {}
        }
        if (format == Format.XML) {
            checkNames();
        }
    }

    private boolean checkKind(@Nullable PagePlace written, Place place) {
        if (written == null || written.isJson() == (format == Format.JSON)) {
            return true;
        }
        if (format == Format.JSON) {
            reading.error(
                    place,
                    "'%s' is an XPath, and the pages are JSON".formatted(written),
                    "Write a JSON path such as $.items[*], or declare format: xml.");
        } else {
            reading.error(
                    place,
                    "'%s' is a JSON path, and the pages are XML".formatted(written),
                    "Write an XPath that begins with / or ./ or @, for example /list/item.");
        }
        return false;
    }

    private void checkStreamable(PagePlace records, Place place) {
        try {
            XmlPath.parse(records.toString());
        } catch (IllegalArgumentException e) {
            reading.error(
                    place,
                    String.valueOf(e.getMessage()),
                    "Write steps down from the root with tests of attributes only, for example"
                            + " /list/item or //item[@type='x'].");
        }
    }

    /// Elsewhere in XML a value is named by its element or attribute.
    private void checkNames() {
        Incremental incremental = draft.in().find(EndpointKeys.INCREMENTAL);
        if (incremental != null) {
            checkName(incremental.cursor(), at.value("incremental", "cursor"));
        }
        Partition partition = draft.in().find(EndpointKeys.PARTITION);
        if (partition != null) {
            checkTexts(partition.params(), "params");
            checkTexts(partition.carry(), "carry");
        }
    }

    private void checkTexts(Map<String, String> texts, String key) {
        texts.forEach((name, text) -> {
            Place place = at.value("partition", key, name);
            paths(text).forEach(path -> checkName(path, place));
        });
    }

    private static List<JsonPath> paths(String text) {
        try {
            return ParentText.parse(text).paths();
        } catch (IllegalArgumentException _) {
            // That is said elsewhere.
            return List.of();
        }
    }

    private void checkName(JsonPath path, Place place) {
        if (!(nameIn(path) instanceof FieldOrigin.From)) {
            reading.error(
                    place,
                    "'%s' has several steps, and in XML an element or attribute is named"
                            .formatted(path),
                    "Write the name of a child element or of an attribute alone.");
        }
    }

    private static FieldOrigin nameIn(JsonPath path) {
        return path.steps().size() == 1
                        && path.steps().getFirst() instanceof JsonPath.Step.Member(String name)
                ? new FieldOrigin.From(name)
                : new FieldOrigin.Json(path);
    }
}
