package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cairn.collect.decode.Frame.Around;
import org.cairn.collect.decode.Frame.Want;
import org.cairn.collect.decode.PathNode.Route;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.JsonPath.Step;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Takes one projection out of JSON values as their tokens go past; what nobody wants is skipped.
///
/// When an object has a member twice, the last one counts: what the earlier one gave is forgotten,
/// whole. Confined to one thread.
final class RecordReader {
    private static final JsonPath RECORD = new JsonPath(List.of());

    private final Frame frame;
    private final Set<Class<?>> firstSteps;
    private final PathNode<Want> tree;
    private final JsonText text;
    private final Bounds bounds;

    /// For each node the object in which it was last met, and how much had gathered before.
    private final long[] metIn;

    private final int[][] marks;
    private long objects;
    private int elements;
    private long kept;
    private boolean abandoned;

    /// When to give a record up.
    ///
    /// @param bytes longest record
    /// @param text most characters kept of it
    /// @param elements most elements of child lists in it: each costs memory however short it is
    /// @param shapes whether values are passed over in which no path can find anything
    record Bounds(long bytes, int text, int elements, Shapes shapes) {
        /// Which kinds of value are read.
        enum Shapes {
            FITTING,
            ANY
        }

        /// Children of one record: enough for any list that belongs to one thing, and as rows of
        /// some columns still a small part of the heap.
        private static final int MOST_ELEMENTS = 250_000;

        static Bounds ofRecord(Limits limits) {
            return new Bounds(
                    limits.recordBytes(), limits.recordBytes(), MOST_ELEMENTS, Shapes.FITTING);
        }

        /// For a value known to hold records, or to be one that was accepted before.
        static Bounds ofAnyLength(Limits limits, int elements) {
            return new Bounds(Long.MAX_VALUE, limits.recordBytes(), elements, Shapes.ANY);
        }
    }

    /// What reading a value came to.
    sealed interface Read {
        record Whole(RawRecord record) implements Read {}

        /// Skipped, because it passes a bound.
        record TooMuch(long start, long end) implements Read {}

        /// Skipped, because no path can find anything in a value of its kind: a number or text
        /// where objects are expected.
        record Shapeless(long start, long end) implements Read {}
    }

    RecordReader(Projection projection, Bounds bounds) {
        this.frame = new Frame(projection);
        this.firstSteps = firstSteps(projection);
        this.bounds = bounds;
        this.text = new JsonText(bounds.text());
        List<Route<Want>> routes = new ArrayList<>();
        frame.addRoutes(RECORD, routes);
        this.tree = PathNode.compile(routes);
        this.metIn = new long[tree.nodeCount()];
        this.marks = new int[metIn.length][];
    }

    /// Where the paths of a projection begin: with a member, with an element, or with the value
    /// itself.
    private static Set<Class<?>> firstSteps(Projection projection) {
        Set<Class<?>> first = new HashSet<>();
        for (FieldOrigin origin : projection.origins()) {
            if (origin instanceof FieldOrigin.Json(JsonPath path)) {
                first.add(firstStep(path));
            }
        }
        projection.children().stream()
                .flatMap(child -> child.each().stream())
                .forEach(path -> first.add(firstStep(path)));
        return first;
    }

    private static Class<?> firstStep(JsonPath path) {
        return path.steps().isEmpty() ? JsonPath.class : path.steps().getFirst().getClass();
    }

    private boolean isShapeless(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> false;
            case START_ARRAY -> firstSteps.stream().allMatch(first -> first == Step.Member.class);
            default -> !firstSteps.contains(JsonPath.class);
        };
    }

    /// Reads the value whose first token is current and stops at its last token.
    Read read(JsonCursor cursor, int strategy, Carried carried) {
        long start = cursor.start();
        if (bounds.shapes() == Bounds.Shapes.FITTING
                && isShapeless(cursor.parser().currentToken())) {
            cursor.parser().skipChildren();
            return new Read.Shapeless(start, cursor.end());
        }
        elements = 0;
        kept = 0;
        abandoned = false;
        text.reset();
        frame.begin(start);
        var around = new Around(strategy, carried, start);
        value(cursor, tree, around);
        long end = cursor.end();
        if (abandoned || end - start > bounds.bytes()) {
            return new Read.TooMuch(start, end);
        }
        return new Read.Whole(frame.finish(end, around));
    }

    private void value(JsonCursor cursor, PathNode<Want> node, Around around) {
        JsonToken token = cursor.parser().currentToken();
        boolean framed = beginElements(cursor, node, token);
        if (token.isStructStart()) {
            structure(cursor, node, around);
        } else {
            scalar(cursor.parser(), node, token);
        }
        if (framed && !abandoned) {
            long end = cursor.end();
            for (Want want : node.ends()) {
                if (want instanceof Want.Element element && counts(element, token)) {
                    element.frame().finishElement(end, around);
                }
            }
        }
    }

    private boolean beginElements(JsonCursor cursor, PathNode<Want> node, JsonToken token) {
        boolean any = false;
        for (Want want : node.ends()) {
            if (want instanceof Want.Element element && counts(element, token)) {
                element.frame().begin(cursor.start());
                any = true;
                if (++elements > bounds.elements()) {
                    abandon();
                }
            }
        }
        return any;
    }

    private static boolean counts(Want.Element element, JsonToken token) {
        return element.every() || (token != JsonToken.START_ARRAY && token != JsonToken.VALUE_NULL);
    }

    private void scalar(JsonParser parser, PathNode<Want> node, JsonToken token) {
        if (abandoned) {
            return;
        }
        String json = "";
        if (text.isActive() || wantsMatches(node)) {
            int from = text.begin();
            text.open(parser, token);
            json = text.end(from);
        }
        for (Want want : node.ends()) {
            if (want instanceof Want.Value value) {
                if (value.every()) {
                    add(value, json);
                } else {
                    value.frame().set(value.origin(), scalarOf(parser, token));
                    keep(parser.getStringLength());
                }
            }
        }
    }

    private static boolean wantsMatches(PathNode<Want> node) {
        for (Want want : node.ends()) {
            if (want instanceof Want.Value value && value.every()) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object scalarOf(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new RawNumber(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private void structure(JsonCursor cursor, PathNode<Want> node, Around around) {
        boolean wanted = !abandoned && wantsText(node);
        int from = wanted ? text.begin() : -1;
        JsonParser parser = cursor.parser();
        if (abandoned || (node.isLeaf() && !text.isActive())) {
            parser.skipChildren();
        } else if (node.isLeaf()) {
            text.copy(parser);
            if (text.isFull()) {
                abandon();
            }
        } else {
            JsonToken open = parser.currentToken();
            if (text.isActive()) {
                text.open(parser, open);
            }
            if (open == JsonToken.START_OBJECT) {
                object(cursor, node, around);
            } else {
                array(cursor, node, around);
            }
            if (text.isActive()) {
                text.close(parser.currentToken());
            }
        }
        if (wanted && !abandoned) {
            capture(node, text.end(from));
        }
    }

    private static boolean wantsText(PathNode<Want> node) {
        for (Want want : node.ends()) {
            if (want instanceof Want.Value) {
                return true;
            }
        }
        return false;
    }

    private void capture(PathNode<Want> node, String json) {
        for (Want want : node.ends()) {
            if (want instanceof Want.Value value) {
                if (value.every()) {
                    add(value, json);
                } else {
                    value.frame().set(value.origin(), new RawJson(json));
                    keep(json.length());
                }
            }
        }
    }

    private void add(Want.Value value, String json) {
        StringBuilder matches = value.frame().matches(value.origin());
        matches.append(matches.isEmpty() ? "" : ",").append(json);
        keep(json.length());
    }

    private void keep(int characters) {
        kept += characters;
        if (kept > bounds.text() && !abandoned) {
            abandon();
        }
    }

    private void object(JsonCursor cursor, PathNode<Want> node, Around around) {
        JsonParser parser = cursor.parser();
        long instance = ++objects;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            if (text.isActive()) {
                text.name(name);
            }
            parser.nextToken();
            PathNode<Want> child = abandoned ? null : node.member(name);
            if (child == null) {
                unwanted(parser);
            } else {
                meet(child, instance);
                value(cursor, child, around);
            }
            watch(cursor, around);
        }
    }

    private void array(JsonCursor cursor, PathNode<Want> node, Around around) {
        JsonParser parser = cursor.parser();
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            PathNode<Want> child = abandoned ? null : node.element(i);
            if (child == null) {
                unwanted(parser);
            } else {
                value(cursor, child, around);
            }
            watch(cursor, around);
        }
    }

    private void unwanted(JsonParser parser) {
        if (text.isActive()) {
            text.copy(parser);
        } else {
            parser.skipChildren();
        }
        if (text.isFull()) {
            abandon();
        }
    }

    /// Notes a member of an object, and forgets an earlier one of that name.
    private void meet(PathNode<Want> child, long instance) {
        List<Want> below = child.subtree();
        int[] before = marks[child.id()];
        if (metIn[child.id()] == instance && before != null) {
            for (int i = 0; i < before.length; i++) {
                Frame.back(below.get(i), before[i]);
            }
            return;
        }
        metIn[child.id()] = instance;
        if (before == null) {
            before = new int[below.size()];
            marks[child.id()] = before;
        }
        for (int i = 0; i < before.length; i++) {
            before[i] = Frame.mark(below.get(i));
        }
    }

    /// Gives the record up when it is surely longer than allowed.
    private void watch(JsonCursor cursor, Around around) {
        if (!abandoned
                && cursor.reach() - around.record() > bounds.bytes()
                && cursor.passed() - around.record() > bounds.bytes()) {
            abandon();
        }
    }

    private void abandon() {
        abandoned = true;
        text.reset();
        frame.begin(0);
    }
}
