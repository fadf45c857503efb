package org.cairn.collect.fetch.rest;

import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Decoder;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.DocumentValues;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.decode.RecordSink;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.PagePlace;
import org.cairn.source.spec.PaginatorSpec;
import org.cairn.source.spec.PaginatorSpec.Kind;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.RestResource.Incremental;
import org.jspecify.annotations.Nullable;

/// Reads of a page, which is durable already, what a listing must know. Confined to one thread.
final class PageReader {
    private final ResourceSpec resource;
    private final RestInput input;
    private final PaginatorSpec paginator;
    private final @Nullable Incremental incremental;
    private @Nullable CursorValue newest;
    private boolean mixed;
    private long records;
    private long withCursor;

    PageReader(ResourceSpec resource, RestInput input) {
        this.resource = resource;
        this.input = input;
        var asked = input.resource(resource.name());
        this.paginator = asked.endpoint().paginator();
        this.incremental = asked.incremental();
    }

    /// Problems: those of reading JSON.
    PageFacts read(Body body, Sha256 content, Headers headers) {
        Decoder.Outcome outcome = count(body);
        List<PagePlace> wanted = wanted();
        List<@Nullable String> values = wanted.isEmpty() ? List.of() : values(body, wanted);
        return switch (outcome) {
            case Decoder.Outcome.Unmatched(String reason) ->
                    new PageFacts(content, 0, reason, null, null, null);
            case Decoder.Outcome.Decoded(_, long found) ->
                    new PageFacts(
                            content,
                            found,
                            null,
                            token(wanted, values, headers),
                            total(wanted, values),
                            sign(wanted, values, headers));
        };
    }

    /// What the headers of an answer say of the listing.
    interface Headers {
        List<String> all(String name);
    }

    private Decoder.Outcome count(Body body) {
        List<FieldOrigin> origins =
                incremental == null ? List.of() : List.of(input.origin(incremental.cursor()));
        return Decoders.forFormat(input.format()).decode(body, plan(origins), new Counter());
    }

    private RecordPlan plan(List<FieldOrigin> origins) {
        return new RecordPlan(
                input.reading(),
                "page",
                resource.records(),
                new Projection(origins, List.of()),
                RecordPlan.Limits.DEFAULT);
    }

    private final class Counter implements RecordSink {
        @Override
        public void record(RawRecord raw) {
            records++;
            if (incremental == null) {
                return;
            }
            CursorValue cursor = CursorValue.parse(ParentValues.text(raw.values()[0]));
            if (cursor == null) {
                return;
            }
            withCursor++;
            CursorValue known = newest;
            if (known != null && !known.comparableTo(cursor)) {
                mixed = true;
            } else {
                newest = known == null ? cursor : known.newer(cursor);
            }
        }

        @Override
        public void bad(ByteSpan span, String code, String message) {
            records++;
        }
    }

    private List<PagePlace> signs() {
        return input.format() == Format.XML ? NextSigns.XML : NextSigns.JSON;
    }

    /// What a page says at these places; null where it says nothing.
    private List<@Nullable String> values(Body body, List<PagePlace> places) {
        List<FieldOrigin> origins = places.stream().map(PagePlace::origin).toList();
        if (input.format() != Format.XML) {
            return DocumentValues.read(
                    body,
                    origins.stream().map(origin -> ((FieldOrigin.Json) origin).path()).toList());
        }
        return DocumentValues.readXml(body, input.reading(), origins);
    }

    private List<PagePlace> wanted() {
        List<PagePlace> wanted = new ArrayList<>();
        switch (paginator.kind()) {
            case Kind.SinglePage _ -> wanted.addAll(signs());
            case Kind.Cursor cursor when cursor.selector() != null -> wanted.add(cursor.selector());
            case Kind.JsonLink link -> wanted.add(link.selector());
            default -> {}
        }
        if (paginator.total() != null) {
            wanted.add(paginator.total());
        }
        return wanted;
    }

    private @Nullable String token(
            List<PagePlace> wanted, List<@Nullable String> values, Headers headers) {
        return switch (paginator.kind()) {
            case Kind.JsonLink link -> present(values.get(wanted.indexOf(link.selector())));
            case Kind.HeaderLink link -> {
                List<String> links = LinkHeader.parse(headers.all("Link"), link.rel());
                yield links.isEmpty() ? null : links.getFirst();
            }
            case Kind.Cursor cursor -> {
                String header = cursor.header();
                if (header == null) {
                    yield present(values.getFirst());
                }
                List<String> all = headers.all(header);
                yield all.isEmpty() ? null : present(all.getFirst());
            }
            case Kind.SinglePage _, Kind.PageNumber _, Kind.Offset _ -> null;
        };
    }

    /// Some servers write `false`, `""` or `"null"` for no next page.
    private static @Nullable String present(@Nullable String value) {
        boolean none =
                value == null || value.isBlank() || value.equals("false") || value.equals("null");
        return none ? null : value;
    }

    private @Nullable Long total(List<PagePlace> wanted, List<@Nullable String> values) {
        if (paginator.total() == null) {
            return null;
        }
        String text = values.get(wanted.lastIndexOf(paginator.total()));
        return text != null && text.strip().matches("[0-9]{1,18}")
                ? Long.valueOf(text.strip())
                : null;
    }

    private @Nullable String sign(
            List<PagePlace> wanted, List<@Nullable String> values, Headers headers) {
        if (!(paginator.kind() instanceof Kind.SinglePage)) {
            return null;
        }
        for (int i = 0; i < signs().size(); i++) {
            if (present(values.get(i)) != null) {
                return wanted.get(i).toString();
            }
        }
        return LinkHeader.parse(headers.all("Link"), "next").isEmpty()
                ? null
                : "header Link: rel=next";
    }

    /// The newest value of the cursor on all pages so far; null where no record had one.
    @Nullable CursorValue newest() {
        return newest;
    }

    /// What is wrong with the cursor, once all pages are read; null for nothing.
    @Nullable String cursorDoubt() {
        if (incremental == null || records == 0) {
            return null;
        }
        if (mixed) {
            return "values of the cursor %s are of several kinds, and it cannot be told which is newer"
                    .formatted(incremental.cursor());
        }
        return withCursor > 0
                ? null
                : "none of %d records has the cursor %s".formatted(records, incremental.cursor());
    }
}
