package org.cairn.source.declare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.FlagShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.PagePlace;
import org.cairn.source.spec.PaginatorSpec;
import org.cairn.source.spec.PaginatorSpec.Kind;
import org.cairn.source.spec.PaginatorSpec.Repeats;
import org.cairn.source.spec.PaginatorSpec.Stop;
import org.jspecify.annotations.Nullable;

/// `paginator:` of an endpoint.
final class PaginatorKeys {
    /// The types of paginators.
    private enum Type {
        SINGLE_PAGE,
        PAGE_NUMBER,
        OFFSET,
        CURSOR,
        JSON_LINK,
        HEADER_LINK
    }

    private static final Key<Type> TYPE =
            Key.required("type", ChoiceShape.of(Type.class), "How a listing goes on.");
    private static final Key<String> PAGE_PARAM =
            Key.optional("page_param", Names.TEXT, "page_number: the parameter with the number.")
                    .otherwise("page");
    private static final Key<Long> FIRST_PAGE =
            Key.optional(
                            "first_page",
                            new WholeShape(0, 1),
                            "page_number: the number of the first page.")
                    .otherwise(1L)
                    .alsoCalled("base_page");
    private static final Key<String> SIZE_PARAM =
            Key.optional(
                            "size_param",
                            Names.TEXT,
                            "page_number: the parameter with the size of a page.")
                    .absent("the size is left to the server");
    private static final Key<String> OFFSET_PARAM =
            Key.optional(
                            "offset_param",
                            Names.TEXT,
                            "offset: the parameter with how many records to pass over.")
                    .otherwise("offset");
    private static final Key<String> LIMIT_PARAM =
            Key.optional(
                            "limit_param",
                            Names.TEXT,
                            "offset: the parameter with the size of a page.")
                    .otherwise("limit");
    private static final Key<Long> PAGE_SIZE =
            Key.optional(
                            "page_size",
                            new WholeShape(1, 1_000_000),
                            "How many records are asked for a page. A page that holds fewer although more follow holds the run: the server cut it.")
                    .absent("left to the server, and not checked")
                    .alsoCalled("limit", "per_page");
    private static final Key<String> CURSOR_PARAM =
            Key.optional(
                            "cursor_param",
                            Names.TEXT,
                            "cursor: the parameter that takes the token of the next page.")
                    .otherwise("cursor");
    private static final Key<PagePlace> CURSOR_SELECTOR =
            Key.optional(
                    "cursor_selector",
                    SelectorKeys.PAGE_PLACE,
                    "cursor: where a page has the token of the next one.");
    private static final Key<String> CURSOR_HEADER =
            Key.optional(
                    "cursor_header",
                    Names.TEXT,
                    "cursor: the header that has the token of the next page.");
    private static final Key<PagePlace> NEXT_SELECTOR =
            Key.optional(
                    "next_selector",
                    SelectorKeys.PAGE_PLACE,
                    "json_link: where a page has the address of the next one, whole or relative.");
    private static final Key<String> REL =
            Key.optional("rel", Names.TEXT, "header_link: the relation of the next page.")
                    .otherwise("next");
    private static final Key<List<String>> HOSTS =
            Key.optional(
                            "hosts",
                            Names.SOME_TEXTS,
                            "json_link and header_link: other hosts to which a next page may lead.")
                    .otherwise(List.<String>of());
    private static final Key<PagePlace> TOTAL_SELECTOR =
            Key.optional(
                    "total_selector",
                    SelectorKeys.PAGE_PLACE,
                    "Where a page states how many records the listing has; a run that finds"
                            + " another number is held.");

    private static final Key<Boolean> EMPTY_PAGE =
            Key.optional(
                            "empty_page",
                            new FlagShape(),
                            "Whether a page without records is the last; always so, once the page after it is empty too.")
                    .otherwise(true);
    private static final Key<Boolean> SHORT_PAGE =
            Key.optional(
                            "short_page",
                            new FlagShape(),
                            "page_number and offset: whether a page with fewer records than"
                                    + " page_size is the last.")
                    .otherwise(Stop.DEFAULT.shortPage());
    private static final Key<Long> MAX_PAGES =
            Key.optional(
                            "max_pages",
                            new WholeShape(1, 100_000),
                            "Most pages of a listing; a longer one holds the run.")
                    .otherwise(Stop.DEFAULT.maxPages());
    private static final Key<Long> MAX_RECORDS =
            Key.optional(
                            "max_records",
                            WholeShape.from(1),
                            "Most records of a listing; a longer one holds the run.")
                    .otherwise(Stop.DEFAULT.maxRecords());
    private static final Key<Repeats> REPEATS =
            Key.optional(
                            "repeats",
                            ChoiceShape.of(Repeats.class),
                            "What it means when records come twice in one listing: that it moved"
                                    + " while it was read, and others may be missing (hold), or"
                                    + " nothing (allow).")
                    .otherwise(Stop.DEFAULT.repeats());
    private static final Key<Stop> STOP =
            Key.optional(
                            "stop",
                            RecordShape.of(
                                    "stop",
                                    "When a listing ends, and how long it may be.",
                                    List.of(
                                            EMPTY_PAGE,
                                            SHORT_PAGE,
                                            MAX_PAGES,
                                            MAX_RECORDS,
                                            REPEATS),
                                    PaginatorKeys::stop),
                            "When a listing ends.")
                    .otherwise(Stop.DEFAULT);

    private static final Map<Type, Set<Key<?>>> OWN = own();

    static final Key<PaginatorSpec> PAGINATOR =
            Key.optional(
                            "paginator",
                            RecordShape.of(
                                    "paginator",
                                    "How a listing goes on from page to page.",
                                    List.of(
                                            TYPE,
                                            PAGE_PARAM,
                                            FIRST_PAGE,
                                            SIZE_PARAM,
                                            OFFSET_PARAM,
                                            LIMIT_PARAM,
                                            PAGE_SIZE,
                                            CURSOR_PARAM,
                                            CURSOR_SELECTOR,
                                            CURSOR_HEADER,
                                            NEXT_SELECTOR,
                                            REL,
                                            HOSTS,
                                            TOTAL_SELECTOR,
                                            STOP),
                                    PaginatorKeys::paginator),
                            "How a listing goes on from page to page.")
                    .absent("one page has everything");

    private PaginatorKeys() {}

    private static Map<Type, Set<Key<?>>> own() {
        Map<Type, Set<Key<?>>> own = new LinkedHashMap<>();
        own.put(Type.SINGLE_PAGE, Set.of());
        own.put(Type.PAGE_NUMBER, Set.of(PAGE_PARAM, FIRST_PAGE, SIZE_PARAM));
        own.put(Type.OFFSET, Set.of(OFFSET_PARAM, LIMIT_PARAM));
        own.put(Type.CURSOR, Set.of(CURSOR_PARAM, CURSOR_SELECTOR, CURSOR_HEADER));
        own.put(Type.JSON_LINK, Set.of(NEXT_SELECTOR, HOSTS));
        own.put(Type.HEADER_LINK, Set.of(REL, HOSTS));
        return own;
    }

    private static @Nullable Stop stop(Values in) {
        if (!in.get(EMPTY_PAGE)) {
            in.reading()
                    .error(
                            in.placeOf(EMPTY_PAGE),
                            "a listing whose pages are empty would never end",
                            "Remove 'empty_page'.");
            return null;
        }
        return new Stop(
                in.get(SHORT_PAGE), in.get(MAX_PAGES), in.get(MAX_RECORDS), in.get(REPEATS));
    }

    private static @Nullable PaginatorSpec paginator(Values in) {
        Type type = in.get(TYPE);
        OWN.forEach((other, keys) -> keys.forEach(key -> refuseForeign(in, type, key)));
        Kind kind = kind(in, type);
        Stop stop = in.get(STOP);
        if (stop.shortPage() && in.find(PAGE_SIZE) == null) {
            in.reading()
                    .error(
                            in.placeOf(STOP),
                            "'short_page' needs 'page_size': short is less than what was asked for",
                            "Declare 'page_size', or remove 'short_page'.");
        }
        return kind == null
                ? null
                : new PaginatorSpec(kind, in.find(PAGE_SIZE), in.find(TOTAL_SELECTOR), stop);
    }

    private static void refuseForeign(Values in, Type type, Key<?> key) {
        Set<Key<?>> ours = OWN.getOrDefault(type, Set.of());
        if (in.has(key) && !ours.contains(key)) {
            in.reading()
                    .error(
                            in.placeOf(key),
                            "'%s' has no meaning for a paginator of type %s"
                                    .formatted(key.name(), word(type)),
                            "Remove it, or choose the type that it belongs to.");
        }
    }

    private static String word(Type type) {
        return type.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static @Nullable Kind kind(Values in, Type type) {
        return switch (type) {
            case SINGLE_PAGE -> new Kind.SinglePage();
            case PAGE_NUMBER ->
                    new Kind.PageNumber(in.get(PAGE_PARAM), in.get(FIRST_PAGE), sizeParam(in));
            case OFFSET ->
                    new Kind.Offset(
                            in.get(OFFSET_PARAM),
                            in.find(PAGE_SIZE) == null ? null : in.get(LIMIT_PARAM));
            case CURSOR -> cursor(in);
            case JSON_LINK -> {
                PagePlace next = in.find(NEXT_SELECTOR);
                if (next == null) {
                    missing(in, "next_selector", "$.next");
                }
                yield next == null ? null : new Kind.JsonLink(next, in.get(HOSTS));
            }
            case HEADER_LINK -> new Kind.HeaderLink(in.get(REL), in.get(HOSTS));
        };
    }

    private static @Nullable String sizeParam(Values in) {
        String param = in.find(SIZE_PARAM);
        if (param != null && in.find(PAGE_SIZE) == null && !in.has(PAGE_SIZE)) {
            in.reading()
                    .error(
                            in.placeOf(SIZE_PARAM),
                            "'size_param' needs 'page_size'",
                            "Add page_size: 100, or remove 'size_param'.");
        }
        return param;
    }

    private static @Nullable Kind cursor(Values in) {
        PagePlace selector = in.find(CURSOR_SELECTOR);
        String header = in.find(CURSOR_HEADER);
        if ((selector == null) == (header == null)) {
            if (!in.has(CURSOR_SELECTOR) || header != null) {
                in.reading()
                        .error(
                                in.place(),
                                "a cursor is in the body or in a header",
                                "Write either cursor_selector or cursor_header.");
            }
            return null;
        }
        return new Kind.Cursor(in.get(CURSOR_PARAM), selector, header);
    }

    private static void missing(Values in, String key, String example) {
        if (in.positions().has(key)) {
            // Written and wrong: that is said already.
            return;
        }
        in.reading()
                .error(
                        in.place(),
                        "'%s' is missing".formatted(key),
                        "Add %s: \"%s\".".formatted(key, example));
    }
}
