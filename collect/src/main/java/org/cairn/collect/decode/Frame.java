package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.decode.PathNode.Route;
import org.cairn.collect.decode.Projection.ChildProjection;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.JsonPath.Step;
import org.jspecify.annotations.Nullable;

/// Where the values of one record, or of one element of a child list, gather while it streams past.
///
/// One frame serves all elements found by one path, one after the other. Confined to one thread.
final class Frame {
    private static final @Nullable Object[] NO_VALUES = new @Nullable Object[0];

    private final Projection projection;

    /// For each child of the projection, a frame for each of its paths.
    private final List<List<Frame>> children = new ArrayList<>();

    /// Of the element that is going past; empty when none is, for a record keeps its array.
    private @Nullable Object[] values = NO_VALUES;

    private final @Nullable StringBuilder[] matches;
    private List<RawRecord> found = new ArrayList<>();
    private long start;

    Frame(Projection projection) {
        this.projection = projection;
        this.matches = new @Nullable StringBuilder[projection.origins().size()];
        for (ChildProjection child : projection.children()) {
            List<Frame> alternatives = new ArrayList<>();
            child.each().forEach(_ -> alternatives.add(new Frame(child.projection())));
            children.add(alternatives);
        }
    }

    /// What is wanted at the end of a path.
    sealed interface Want {
        Frame frame();

        /// The value of an origin.
        ///
        /// @param every the path has a wildcard: all matches are gathered in an array
        record Value(Frame frame, int origin, boolean every) implements Want {}

        /// An element of a child list.
        ///
        /// @param every the path ends in a wildcard: any element counts; otherwise a lone thing
        record Element(Frame frame, boolean every) implements Want {}
    }

    /// Adds the paths of this frame and of the frames in it, all from the record.
    void addRoutes(JsonPath from, List<Route<Want>> routes) {
        for (int i = 0; i < projection.origins().size(); i++) {
            JsonPath path = pathOf(projection.origins().get(i));
            if (path != null) {
                boolean every = path.steps().stream().anyMatch(Step.Every.class::isInstance);
                routes.add(new Route<>(from.plus(path), new Want.Value(this, i, every)));
            }
        }
        for (int i = 0; i < children.size(); i++) {
            List<JsonPath> each = projection.children().get(i).each();
            for (int k = 0; k < each.size(); k++) {
                JsonPath path = from.plus(each.get(k));
                List<Step> steps = each.get(k).steps();
                boolean every = !steps.isEmpty() && steps.getLast() instanceof Step.Every;
                Frame child = children.get(i).get(k);
                routes.add(new Route<>(path, new Want.Element(child, every)));
                child.addRoutes(path, routes);
            }
        }
    }

    /// Where an origin points to in the record; null for what stands around it.
    static @Nullable JsonPath pathOf(FieldOrigin origin) {
        return switch (origin) {
            case FieldOrigin.Json(JsonPath path) -> path;
            case FieldOrigin.From(String name) -> new JsonPath(List.of(new Step.Member(name)));
            case FieldOrigin.Carry(_) -> null;
            case FieldOrigin.Select _, FieldOrigin.Followed _ -> null;
        };
    }

    void begin(long offset) {
        start = offset;
        values = new @Nullable Object[projection.origins().size()];
        for (StringBuilder match : matches) {
            if (match != null) {
                match.setLength(0);
            }
        }
        for (List<Frame> alternatives : children) {
            for (Frame alternative : alternatives) {
                alternative.found = new ArrayList<>(0);
            }
        }
    }

    /// Takes a value of the element that is going past. There is none when a path without wildcard
    /// meets null or a list, which do not count as a lone thing.
    void set(int origin, @Nullable Object value) {
        if (values.length > 0) {
            values[origin] = value;
        }
    }

    /// The JSON text of the matches so far, without the brackets.
    StringBuilder matches(int origin) {
        StringBuilder out = matches[origin];
        if (out == null) {
            out = new StringBuilder();
            matches[origin] = out;
        }
        return out;
    }

    /// How much has gathered for a want: [#back] goes back to it.
    static int mark(Want want) {
        return switch (want) {
            case Want.Value(Frame frame, int origin, boolean every) ->
                    every ? frame.matches(origin).length() : 0;
            case Want.Element(Frame frame, _) -> frame.found.size();
        };
    }

    /// Forgets what has gathered for a want since [#mark], for a later member of the same name.
    static void back(Want want, int mark) {
        switch (want) {
            case Want.Value(Frame frame, int origin, boolean every) -> {
                if (every) {
                    StringBuilder matches = frame.matches(origin);
                    matches.setLength(Math.min(mark, matches.length()));
                } else {
                    frame.set(origin, null);
                }
            }
            case Want.Element(Frame frame, _) -> {
                if (mark < frame.found.size()) {
                    frame.found.subList(mark, frame.found.size()).clear();
                }
            }
        }
    }

    /// Ends an element of a child list.
    void finishElement(long end, Around around) {
        found.add(finish(end, around));
    }

    RawRecord finish(long end, Around around) {
        @Nullable Object[] finished = values;
        values = NO_VALUES;
        for (int i = 0; i < finished.length; i++) {
            StringBuilder match = matches[i];
            if (match != null && !match.isEmpty()) {
                finished[i] = new RawJson("[" + match + "]");
            }
            if (projection.origins().get(i) instanceof FieldOrigin.Carry(String name)) {
                finished[i] = around.carried().get(name, around.record());
            }
        }
        return new RawRecord(span(start, end), around.strategy(), finished, foundBelow());
    }

    private List<List<RawRecord>> foundBelow() {
        if (children.isEmpty()) {
            return List.of();
        }
        List<List<RawRecord>> lists = new ArrayList<>(children.size());
        for (List<Frame> alternatives : children) {
            lists.add(firstFound(alternatives));
        }
        return lists;
    }

    /// What is known of a record without looking into it.
    ///
    /// @param record offset of the record's first byte
    record Around(int strategy, Carried carried, long record) {}

    private static List<RawRecord> firstFound(List<Frame> alternatives) {
        for (Frame alternative : alternatives) {
            if (!alternative.found.isEmpty()) {
                return alternative.found;
            }
        }
        return List.of();
    }

    /// The span of an element; past 2 GiB, which only an element around records has, its beginning.
    static ByteSpan span(long start, long end) {
        return new ByteSpan(start, (int) Math.min(end - start, Integer.MAX_VALUE));
    }
}
