package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.JsonPath.Step;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Where records may be in a JSON document, and which values they have: for a declaration that is
/// yet to be written. Reads the document once and holds names, never values.
public final class JsonOutline {
    /// Objects inside records are opened so far.
    private static final int DEEPEST = 3;

    /// More different names mean that an object is used as a map.
    private static final int MOST_LEAVES = 120;

    private static final int MOST_LISTS = 200;

    private final List<Found> lists = new ArrayList<>();

    private JsonOutline() {}

    /// A place of records.
    ///
    /// @param records objects there
    /// @param leaves paths inside a record, in order of first appearance; true for one that holds a
    ///   list, or now a list or object and now a value
    public record Found(JsonPath path, long records, Map<JsonPath, Boolean> leaves) {}

    /// Confined to one place of records.
    private static final class Leaves {
        private final Map<List<Step>, Boolean> byPath = new LinkedHashMap<>();
        private long records;

        void record(JsonParser parser) {
            records++;
            object(parser, List.of());
        }

        private void object(JsonParser parser, List<Step> at) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                List<Step> path = new ArrayList<>(at);
                path.add(new Step.Member(parser.currentName()));
                JsonToken token = parser.nextToken();
                if (token == JsonToken.START_OBJECT
                        && path.size() < DEEPEST
                        && byPath.size() < MOST_LEAVES) {
                    object(parser, path);
                } else {
                    boolean structured = token.isStructStart();
                    parser.skipChildren();
                    if (token != JsonToken.VALUE_NULL) {
                        byPath.merge(List.copyOf(path), structured, Boolean::logicalOr);
                    } else {
                        byPath.putIfAbsent(List.copyOf(path), false);
                    }
                }
            }
        }

        /// Where too many names were met, objects stay whole; a value that is an object elsewhere
        /// stays whole, too.
        Map<JsonPath, Boolean> inOrder() {
            boolean whole = byPath.size() >= MOST_LEAVES;
            Map<List<Step>, Boolean> kept = new LinkedHashMap<>();
            byPath.forEach((path, structured) -> {
                List<Step> top = whole ? path.subList(0, 1) : path;
                boolean opened = byPath.keySet().stream().anyMatch(other -> isInside(other, top));
                List<Step> around = around(top);
                boolean json = structured || top.size() < path.size() || opened;
                kept.merge(around, json || around.size() < top.size(), Boolean::logicalOr);
            });
            Map<JsonPath, Boolean> leaves = new LinkedHashMap<>();
            kept.forEach((path, structured) -> leaves.put(new JsonPath(path), structured));
            return leaves;
        }

        /// The shortest path before this one that is a leaf with a value of its own.
        private List<Step> around(List<Step> path) {
            for (int length = 1; length < path.size(); length++) {
                if (byPath.containsKey(path.subList(0, length))) {
                    return path.subList(0, length);
                }
            }
            return path;
        }

        private static boolean isInside(List<Step> path, List<Step> top) {
            return path.size() > top.size() && path.subList(0, top.size()).equals(top);
        }
    }

    /// The places of records, the one with the most first; the document itself where it is an
    /// object without a list of objects.
    ///
    /// Problems raised: those of reading JSON.
    public static List<Found> of(Body body) {
        Limits limits = Limits.DEFAULT;
        var outline = new JsonOutline();
        JsonCursor.read(
                body,
                limits,
                cursor -> {
                    outline.value(cursor.parser(), cursor.first(body), new ArrayList<>());
                    cursor.requireEnd(body);
                    return outline;
                });
        if (outline.lists.isEmpty()) {
            var whole = new Leaves();
            JsonCursor.read(
                    body,
                    limits,
                    cursor -> {
                        if (cursor.first(body) == JsonToken.START_OBJECT) {
                            whole.record(cursor.parser());
                        }
                        return whole;
                    });
            if (whole.records > 0) {
                outline.lists.add(new Found(new JsonPath(List.of()), 1, whole.inOrder()));
            }
        }
        outline.lists.sort((a, b) -> Long.compare(b.records(), a.records()));
        return outline.lists;
    }

    private void value(JsonParser parser, JsonToken token, List<Step> at) {
        if (token == JsonToken.START_ARRAY) {
            list(parser, at);
        } else if (token == JsonToken.START_OBJECT && at.size() < DEEPEST) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                List<Step> path = new ArrayList<>(at);
                path.add(new Step.Member(parser.currentName()));
                value(parser, parser.nextToken(), path);
            }
        } else {
            parser.skipChildren();
        }
    }

    private void list(JsonParser parser, List<Step> at) {
        var leaves = new Leaves();
        for (JsonToken next = parser.nextToken();
                next != JsonToken.END_ARRAY;
                next = parser.nextToken()) {
            if (next == JsonToken.START_OBJECT) {
                leaves.record(parser);
            } else {
                parser.skipChildren();
            }
        }
        if (leaves.records > 0 && lists.size() < MOST_LISTS) {
            List<Step> path = new ArrayList<>(at);
            path.add(new Step.Every());
            lists.add(new Found(new JsonPath(path), leaves.records, leaves.inOrder()));
        }
    }
}
