package org.cairn.source.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FieldSpec.Missing;
import org.cairn.source.spec.Selector;
import org.cairn.source.spec.SiteResource.Follow;
import org.jspecify.annotations.Nullable;

/// `follow:` of a resource: the page that each record links to.
final class FollowKeys {
    private static final long MOST_PAGES = 2_000;

    static final Key<List<String>> HOSTS =
            Key.optional(
                            "hosts",
                            Names.SOME_TEXTS,
                            "Other servers to which the link may lead, by host.")
                    .otherwise(List.<String>of());
    private static final Key<Map<String, FieldSpec>> INTO =
            Key.required(
                    "into",
                    new MapShape<>(
                            Names.FIELD,
                            "name",
                            FieldKeys.field(
                                    "followed field",
                                    "A field out of the page that the record links to.",
                                    FieldKeys.with(
                                            SelectorKeys.ORIGINS,
                                            FieldKeys.any(
                                                    "followed origin", SelectorKeys.ORIGINS)))),
                    "Fields out of that page, by column name.");
    private static final Key<Missing> MISSING =
            Key.optional(
                            "missing",
                            ChoiceShape.of(Missing.class),
                            "What becomes of a record whose page is not there: it has no link, the"
                                    + " server refuses it (404), robots.txt does, or it leads to"
                                    + " another server.")
                    .otherwise(Missing.QUARANTINE);
    private static final Key<Long> MAX_PAGES =
            Key.optional(
                            "max_pages",
                            new WholeShape(1, 100_000),
                            "Most such pages of a run; more hold it.")
                    .otherwise(MOST_PAGES);

    /// The page of each record, and the fields that come out of it.
    record Draft(Follow follow, List<FieldSpec> into) {}

    static final Key<Draft> FOLLOW =
            Key.optional(
                    "follow",
                    RecordShape.of(
                            "follow",
                            "The page that each record links to. A `css` or `xpath` that finds an"
                                    + " element means its href.",
                            List.of(
                                    SelectorKeys.CSS,
                                    SelectorKeys.XPATH,
                                    INTO,
                                    MISSING,
                                    HOSTS,
                                    MAX_PAGES),
                            FollowKeys::draft),
                    "A page of its own for each record, of which more fields are taken.");

    private FollowKeys() {}

    private static @Nullable Draft draft(Values in) {
        Selector link = SiteKeys.link(in);
        if (link == null) {
            return null;
        }
        Missing missing = in.get(MISSING);
        List<FieldSpec> into = new ArrayList<>();
        in.get(INTO)
                .forEach((name, field) -> {
                    if (field instanceof FieldSpec.Value value) {
                        into.add(followed(in, value, link, missing));
                    }
                });
        return new Draft(new Follow(link, missing, in.get(HOSTS), in.get(MAX_PAGES)), into);
    }

    private static FieldSpec followed(
            Values in, FieldSpec.Value value, Selector link, Missing missing) {
        List<FieldOrigin> any = new ArrayList<>();
        for (FieldOrigin origin : value.any()) {
            if (origin instanceof FieldOrigin.Select select) {
                any.add(new FieldOrigin.Followed(link, select, missing));
            } else {
                in.reading()
                        .error(
                                in.positions().key(INTO.name(), value.name()),
                                "field '%s' does not say where it stands in the page"
                                        .formatted(value.name()),
                                "Write {css: …} or {xpath: …}.");
                any.add(origin);
            }
        }
        return new FieldSpec.Value(
                value.name(), any, value.type(), value.transforms(), value.checks());
    }

    /// The fields of a resource, and after them those that are followed.
    static List<FieldSpec> withFollowed(Values in, List<FieldSpec> fields) {
        Draft draft = in.find(FOLLOW);
        if (draft == null) {
            return fields;
        }
        List<FieldSpec> all = new ArrayList<>(fields);
        for (FieldSpec field : draft.into()) {
            boolean twice = fields.stream().anyMatch(own -> own.name().equals(field.name()));
            if (twice) {
                in.reading()
                        .error(
                                in.positions().key(FOLLOW.name(), INTO.name(), field.name()),
                                "'%s' is among the fields of the record, too"
                                        .formatted(field.name()),
                                "Give one of the two another name.");
            } else {
                all.add(field);
            }
        }
        return all;
    }
}
