package org.cairn.source.declare;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.PagesInput;
import org.cairn.source.spec.PaginatorSpec.Repeats;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.Selector;
import org.cairn.source.spec.SiteResource;
import org.cairn.source.spec.SiteResource.Next;
import org.jspecify.annotations.Nullable;

/// A source of type `html`.
final class SiteKeys {
    private static final long MOST_PAGES = 500;

    static final Key<List<String>> START =
            Key.optional(
                            "start",
                            new EitherShape<>(
                                    WebShapes.ADDRESS.as((text, _, _) -> List.of(text)),
                                    ListShape.atLeastOne(WebShapes.ADDRESS),
                                    null),
                            "The addresses of the pages where the records are, or begin.")
                    .absent("required for html")
                    .alsoCalled("urls", "start_urls");
    private static final Key<Long> MAX_PAGES =
            Key.optional(
                            "max_pages",
                            new WholeShape(1, 100_000),
                            "Most pages of a listing; a longer one holds the run.")
                    .otherwise(MOST_PAGES);
    private static final Key<Repeats> REPEATS =
            Key.optional(
                            "repeats",
                            ChoiceShape.of(Repeats.class),
                            "What it means when records come on two pages of a listing: that it"
                                    + " moved while it was read, and others may be missing (hold),"
                                    + " or nothing (allow).")
                    .otherwise(Repeats.HOLD);
    static final Key<Next> NEXT =
            Key.optional(
                            "next",
                            new EitherShape<>(
                                    ChoiceShape.<Next>of(Map.of("none", new Next.None())),
                                    null,
                                    RecordShape.<Next>of(
                                            "next",
                                            "The link to the next page of a listing, which ends"
                                                    + " where there is none. A `css` or `xpath`"
                                                    + " that finds an element means its href.",
                                            List.of(
                                                    SelectorKeys.CSS,
                                                    SelectorKeys.XPATH,
                                                    FollowKeys.HOSTS,
                                                    MAX_PAGES,
                                                    REPEATS),
                                            SiteKeys::next)),
                            "How a listing goes on; `none` where each start page is all there is.")
                    .absent("one page; one that names a next page holds the run");

    static final List<Key<?>> ALL = List.of(START, NEXT, FollowKeys.FOLLOW);

    private SiteKeys() {}

    private static @Nullable Next next(Values in) {
        Selector link = link(in);
        return link == null
                ? null
                : new Next.Link(link, in.get(FollowKeys.HOSTS), in.get(MAX_PAGES), in.get(REPEATS));
    }

    /// The one selector of a record of keys; null after reporting what is wrong.
    static @Nullable Selector link(Values in) {
        if (in.has(SelectorKeys.CSS) == in.has(SelectorKeys.XPATH)) {
            in.reading()
                    .error(
                            in.place(),
                            "a link is found by one of css and xpath",
                            "Write css: \"a.next::attr(href)\".");
            return null;
        }
        return SelectorKeys.written(in);
    }

    /// Its input; null after reporting what is missing.
    static @Nullable PagesInput input(Values in) {
        for (Key<?> key :
                List.of(
                        InputKeys.FORMAT,
                        InputKeys.LOCATION,
                        InputKeys.MEMBER,
                        DialectKeys.DIALECT,
                        InputKeys.BASE_URL,
                        InputKeys.NAMESPACES)) {
            if (in.has(key)) {
                in.reading()
                        .error(
                                in.placeOf(key),
                                "'%s' is for files; pages are asked for by 'start' of a resource"
                                        .formatted(key.name()),
                                "Remove it, or declare type: file.");
            }
        }
        if (in.get(ClientKeys.CLIENT).baseUrl() != null) {
            in.reading()
                    .error(
                            in.placeOf(ClientKeys.CLIENT),
                            "'base_url' has no effect with type: html",
                            "Write whole addresses under 'start'.");
        }
        if (in.positions().has("client", "conditional_get")
                && in.get(ClientKeys.CLIENT).conditionalGet()) {
            in.reading()
                    .error(
                            in.positions().key("client", "conditional_get"),
                            "'conditional_get' has no effect with type: html",
                            "Remove it: pages that are the same are stored once anyway.");
        }
        Map<String, SiteResource> resources = new LinkedHashMap<>();
        for (ResourceDraft draft : in.get(ResourceKeys.RESOURCES)) {
            SiteResource site = site(draft);
            if (site != null) {
                resources.putIfAbsent(draft.name(), site);
            }
        }
        FileInput reading = InputKeys.input(in, FileInput.Format.HTML, "");
        if (!reading.table().encodings().isEmpty()) {
            in.reading()
                    .error(
                            in.placeOf(TableKeys.ENCODING),
                            "an encoding is found only for csv; a page says its own",
                            "Write the name of one encoding, or remove 'encoding'.");
        }
        return new PagesInput(reading, resources);
    }

    private static @Nullable SiteResource site(ResourceDraft draft) {
        Values in = draft.in();
        List<String> start = in.find(START);
        if (start == null) {
            if (!in.has(START)) {
                in.reading()
                        .error(
                                in.place(),
                                "resource '%s' does not say which pages its records are on"
                                        .formatted(draft.name()),
                                "Add start: [\"https://example.org/members\"].");
            }
            return null;
        }
        Set<String> once = new LinkedHashSet<>();
        for (int i = 0; i < start.size(); i++) {
            if (!once.add(start.get(i))) {
                in.reading()
                        .error(
                                in.positions().value(START.name(), i),
                                "this address is there twice",
                                "Remove one of the two.");
            }
        }
        Next next = in.find(NEXT);
        FollowKeys.Draft follow = in.find(FollowKeys.FOLLOW);
        if (follow != null && !in.has(FieldKeys.FIELDS)) {
            in.reading()
                    .error(
                            in.placeOf(FollowKeys.FOLLOW),
                            "the resource has 'follow' and does not say its own fields",
                            "Add fields: {name: {css: h3}}.");
        }
        return new SiteResource(
                start,
                next == null ? new Next.Unsaid() : next,
                follow == null ? null : follow.follow());
    }

    /// A resource of it.
    static ResourceSpec resource(ResourceDraft draft, PagesInput input) {
        SourceKeys.refuseOf(draft, EndpointKeys.ALL, "rest_api");
        List<RecordStrategy> strategies = draft.strategies();
        for (int i = 0; strategies != null && i < strategies.size(); i++) {
            if (strategies.get(i).whenFile() != null) {
                draft.in()
                        .reading()
                        .error(
                                draft.in().positions().key("records", i, "when"),
                                "pages of the web have no file names",
                                "Remove 'when'; make a resource of its own for other pages.");
            }
        }
        if (draft.in().complete()) {
            new ResourceLint(draft, input.format()).check();
        }
        return draft.finished();
    }
}
