package org.cairn.collect.decode;

import java.util.List;
import org.cairn.collect.decode.Decoder.Located;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.collect.decode.RecordReader.Bounds;
import org.cairn.collect.decode.RecordReader.Read;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.JsonPath.Step;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Finds the bytes of one value by following its path again, by the same rules by which
/// [RecordReader] took it.
///
/// For a path with a wildcard that gathers several values the place is the array the wildcard goes
/// through, and the text what was gathered. Confined to one thread.
final class JsonLocator {
    private final JsonCursor cursor;
    private final Limits limits;
    private final List<Step> steps;

    /// At a `[*]` among the first `shared` steps only the element around `within` counts.
    private final int shared;

    private final long within;

    /// For what is below the last step that can be followed to one place; made when first needed.
    private @Nullable RecordReader reader;

    private JsonLocator(JsonCursor cursor, Limits limits, JsonPath path, int shared, long within) {
        this.cursor = cursor;
        this.limits = limits;
        this.steps = path.steps();
        this.shared = shared;
        this.within = within;
    }

    /// Finds a value inside a record, from the record's bytes alone; the pointer starts there.
    static @Nullable Located inRecord(
            Body body, RecordPlan plan, ByteSpan record, FieldOrigin origin) {
        JsonPath path = Frame.pathOf(origin);
        if (path == null) {
            return null;
        }
        return JsonCursor.<@Nullable Located>readRecord(
                body,
                record,
                plan.limits(),
                cursor -> {
                    cursor.first(body);
                    return new JsonLocator(cursor, plan.limits(), path, 0, 0).find(0, "");
                });
    }

    /// Finds a value carried from around a record, reading the whole document; the pointer starts
    /// at its root.
    ///
    /// @param shared how many steps the path shares with the record path, see [CarryPass#shared]
    static @Nullable Located around(
            Body body, RecordPlan plan, ByteSpan record, JsonPath path, int shared) {
        return JsonCursor.<@Nullable Located>read(
                body,
                plan.limits(),
                cursor -> {
                    cursor.first(body);
                    var locator =
                            new JsonLocator(cursor, plan.limits(), path, shared, record.offset());
                    Located found = locator.find(0, "");
                    cursor.requireEnd(body);
                    return found;
                });
    }

    /// Follows the path from step `i` at the current value, and leaves at the value's last token.
    private @Nullable Located find(int i, String pointer) {
        JsonToken token = cursor.parser().currentToken();
        boolean choosesOne = i < shared;
        if (i == steps.size() || (steps.get(i) instanceof Step.Every && !choosesOne)) {
            return value(i, pointer);
        }
        return switch (steps.get(i)) {
            case Step.Member(String name) when token == JsonToken.START_OBJECT ->
                    member(name, i, pointer);
            case Step.Index(int index) when token == JsonToken.START_ARRAY ->
                    element(index, i, pointer);
            case Step.Every() when token == JsonToken.START_ARRAY -> elementAround(i, pointer);
            case Step.Member(_), Step.Index(_), Step.Every() -> {
                cursor.parser().skipChildren();
                yield null;
            }
        };
    }

    private @Nullable Located member(String name, int i, String pointer) {
        JsonParser parser = cursor.parser();
        Located last = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = name.equals(parser.currentName());
            parser.nextToken();
            if (wanted) {
                String escaped = name.replace("~", "~0").replace("/", "~1");
                last = find(i + 1, pointer + "/" + escaped);
            } else {
                parser.skipChildren();
            }
        }
        return last;
    }

    private @Nullable Located element(int index, int i, String pointer) {
        JsonParser parser = cursor.parser();
        Located found = null;
        for (int at = 0; parser.nextToken() != JsonToken.END_ARRAY; at++) {
            if (at == index) {
                found = find(i + 1, pointer + "/" + at);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private @Nullable Located elementAround(int i, String pointer) {
        JsonParser parser = cursor.parser();
        Located found = null;
        for (int at = 0; parser.nextToken() != JsonToken.END_ARRAY; at++) {
            long start = cursor.start();
            if (start > within) {
                parser.skipChildren();
                continue;
            }
            Located inside = find(i + 1, pointer + "/" + at);
            if (cursor.end() > within) {
                found = inside;
            }
        }
        return found;
    }

    private @Nullable Located value(int i, String pointer) {
        if (reader == null) {
            var rest = new FieldOrigin.Json(new JsonPath(steps.subList(i, steps.size())));
            reader =
                    new RecordReader(
                            new Projection(List.of(rest), List.of()),
                            Bounds.ofAnyLength(limits, 0));
        }
        return switch (reader.read(cursor, 0, Carried.NONE)) {
            case Read.TooMuch(_, _) -> null;
            case Read.Shapeless(_, _) -> null;
            case Read.Whole(RawRecord read) -> {
                String text = textOf(read.values()[0]);
                yield text == null ? null : new Located(read.span(), pointer, text);
            }
        };
    }

    private static @Nullable String textOf(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case RawJson(String text) -> text;
            case RawNumber(String text) -> text;
            default -> value.toString();
        };
    }
}
