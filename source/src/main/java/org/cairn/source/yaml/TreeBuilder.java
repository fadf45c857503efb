package org.cairn.source.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Builds the tree from the events of one document. Confined to one call.
///
/// It works on events rather than on the library's own nodes so that depth and growth are limited
/// while reading: a document of a million brackets is refused at the 33rd.
final class TreeBuilder {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NODES = 100_000;

    private final Iterator<Event> events;
    private final ScalarResolver resolver = new CoreSchema().getScalarResolver();
    private final Map<Anchor, YamlNode> anchors = new HashMap<>();
    private final List<YamlFault> faults = new ArrayList<>();

    TreeBuilder(Iterator<Event> events) {
        this.events = events;
    }

    /// Stops the reading of a document that cannot be used further.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient YamlFault fault;

        Refused(Place place, String message, String remedy) {
            super(message);
            this.fault = new YamlFault(place, message, remedy);
        }

        YamlFault fault() {
            return fault;
        }
    }

    static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    YamlText.Parsed build() {
        events.next(); // start of the stream
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            return YamlText.Parsed.broken(
                    Place.START, "the file is empty", "Write the declaration or remove the file.");
        }
        YamlNode root = node(events.next(), 1);
        events.next(); // end of the document
        Event after = events.next();
        if (after.getEventId() != Event.ID.StreamEnd) {
            throw new Refused(
                    place(after),
                    "a second document begins here",
                    "Write each declaration into a file of its own.");
        }
        return new YamlText.Parsed(root, faults);
    }

    private YamlNode node(Event event, int depth) {
        if (depth > MAX_DEPTH) {
            throw new Refused(
                    place(event),
                    "nested deeper than %d levels".formatted(MAX_DEPTH),
                    "Write it flatter; no declaration needs this.");
        }
        return switch (event) {
            case ScalarEvent scalar -> remember(scalar.getAnchor(), scalar(scalar));
            case AliasEvent alias -> aliased(alias);
            case CollectionStartEvent start -> {
                refuseTag(start.getTag(), place(start));
                yield remember(
                        start.getAnchor(),
                        start.getEventId() == Event.ID.SequenceStart
                                ? sequence(place(start), depth)
                                : mapping(place(start), depth));
            }
            default -> throw new IllegalStateException("no node begins with " + event);
        };
    }

    private YamlNode remember(Optional<Anchor> anchor, YamlNode node) {
        // Only when the node is whole: a node that holds itself is an unknown alias.
        anchor.ifPresent(name -> anchors.put(name, node));
        return node;
    }

    private YamlNode aliased(AliasEvent alias) {
        YamlNode node = anchors.get(alias.getAlias());
        if (node == null) {
            throw new Refused(
                    place(alias),
                    "alias '*%s' names nothing written before it".formatted(alias.getAlias()),
                    "Define the anchor first, or write the value itself.");
        }
        return node;
    }

    private YamlNode.Sequence sequence(Place place, int depth) {
        List<YamlNode> items = new ArrayList<>();
        int size = 1;
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            YamlNode item = node(e, depth + 1);
            size = grown(size, item, place(e));
            items.add(item);
        }
        return new YamlNode.Sequence(place, items, size);
    }

    private YamlNode.Mapping mapping(Place place, int depth) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int size = 1;
        for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
            YamlNode key = node(e, depth + 1);
            YamlNode value = node(events.next(), depth + 1);
            size = grown(grown(size, key, place(e)), value, place(e));
            if (!(key instanceof YamlNode.Scalar name)) {
                faults.add(
                        new YamlFault(
                                key.place(), "a key must be text", "Write a plain name as key."));
            } else if (!seen.add(name.text())) {
                faults.add(
                        new YamlFault(
                                place(e),
                                "key '%s' is there twice".formatted(clipped(name.text())),
                                "Remove one of the two."));
            } else {
                entries.add(new YamlNode.Entry(name, value));
            }
        }
        return new YamlNode.Mapping(place, entries, size);
    }

    private static int grown(int size, YamlNode part, Place place) {
        int sum = size + part.size();
        if (sum > MAX_NODES) {
            throw new Refused(
                    place,
                    "more than %d values, aliases written out".formatted(MAX_NODES),
                    "Use fewer aliases; long lists of values belong into data files.");
        }
        return sum;
    }

    private YamlNode.Scalar scalar(ScalarEvent event) {
        refuseTag(event.getTag(), place(event));
        String text = event.getValue();
        boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN;
        Tag tag = plain ? resolver.resolve(text, true) : Tag.STR;
        return new YamlNode.Scalar(place(event), text, kind(tag), quotes(event));
    }

    private static YamlNode.Kind kind(Tag tag) {
        if (tag.equals(Tag.INT)) {
            return YamlNode.Kind.WHOLE;
        }
        if (tag.equals(Tag.FLOAT)) {
            return YamlNode.Kind.NUMBER;
        }
        if (tag.equals(Tag.BOOL)) {
            return YamlNode.Kind.FLAG;
        }
        return tag.equals(Tag.NULL) ? YamlNode.Kind.NOTHING : YamlNode.Kind.TEXT;
    }

    private static int quotes(ScalarEvent event) {
        var start = event.getStartMark().orElseThrow();
        var end = event.getEndMark().orElseThrow();
        int length = event.getValue().codePointCount(0, event.getValue().length());
        int quotes = event.isPlain() ? 0 : 1;
        boolean asItIs =
                start.getLine() == end.getLine()
                        && end.getColumn() - start.getColumn() == length + 2 * quotes;
        return asItIs ? quotes : -1;
    }

    private void refuseTag(Optional<String> tag, Place place) {
        tag.ifPresent(name ->
                faults.add(
                        new YamlFault(
                                place,
                                "tag '%s' is not used here".formatted(clipped(name)),
                                "Remove the tag.")));
    }

    private static String clipped(String text) {
        String shown = text.length() <= 60 ? text : text.substring(0, 60) + "…";
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    private static Place place(Event event) {
        return place(event.getStartMark().orElseThrow());
    }
}
