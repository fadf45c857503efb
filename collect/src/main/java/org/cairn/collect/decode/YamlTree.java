package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.ByteSpan;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// The YAML documents of one file as trees whose values know their bytes. Confined to one call.
final class YamlTree {
    /// Values with aliases written out.
    private static final int MOST_NODES = 1_000_000;

    private final YamlPlaces places;
    private final Iterator<Event> events;
    private final int deepest;
    private final ScalarResolver resolver = new CoreSchema().getScalarResolver();
    private final Map<Anchor, Node> anchors = new LinkedHashMap<>();

    private YamlTree(YamlPlaces places, Iterator<Event> events, int deepest) {
        this.places = places;
        this.events = events;
        this.deepest = deepest;
    }

    /// A value.
    sealed interface Node {
        ByteSpan span();

        /// How many values it holds, itself counted.
        int size();
    }

    /// @param kind what an unquoted text means
    record Scalar(String text, Kind kind, ByteSpan span) implements Node {
        @Override
        public int size() {
            return 1;
        }
    }

    record Sequence(List<Node> items, ByteSpan span, int size) implements Node {}

    record Mapping(Map<String, Node> members, ByteSpan span, int size) implements Node {}

    /// What a scalar is.
    enum Kind {
        TEXT,
        NUMBER,
        TRUE,
        FALSE,
        NOTHING
    }

    /// The documents of the file, empty ones left out.
    static List<Node> read(YamlPlaces places, Iterator<Event> events, int deepest) {
        List<Node> documents = new ArrayList<>();
        var tree = new YamlTree(places, events, deepest);
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
                case DocumentStart -> tree.anchors.clear();
                default -> documents.add(tree.node(event, 1));
            }
        }
        return documents;
    }

    private Node node(Event event, int depth) {
        if (depth > deepest) {
            throw places.tooDeep(event, deepest);
        }
        return switch (event) {
            case ScalarEvent scalar -> {
                Node node = scalar(scalar);
                scalar.getAnchor().ifPresent(name -> anchors.put(name, node));
                yield node;
            }
            case AliasEvent alias -> {
                Node node = anchors.get(alias.getAlias());
                if (node == null) {
                    throw places.malformed(event, "an alias that names nothing before it");
                }
                yield node;
            }
            case CollectionStartEvent start -> {
                Node node =
                        start.getEventId() == Event.ID.SequenceStart
                                ? sequence(start, depth)
                                : mapping(start, depth);
                start.getAnchor().ifPresent(name -> anchors.put(name, node));
                yield node;
            }
            default -> throw new IllegalStateException("no value begins with " + event);
        };
    }

    private Scalar scalar(ScalarEvent event) {
        String text = event.getValue();
        boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN;
        Tag tag = plain && event.getTag().isEmpty() ? resolver.resolve(text, true) : Tag.STR;
        return new Scalar(text, kind(tag, text), places.span(event));
    }

    private static Kind kind(Tag tag, String text) {
        if (tag.equals(Tag.NULL)) {
            return Kind.NOTHING;
        }
        if (tag.equals(Tag.BOOL)) {
            return text.equalsIgnoreCase("true") ? Kind.TRUE : Kind.FALSE;
        }
        boolean number =
                (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT))
                        && text.matches("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");
        return number ? Kind.NUMBER : Kind.TEXT;
    }

    private Sequence sequence(CollectionStartEvent start, int depth) {
        List<Node> items = new ArrayList<>();
        int size = 1;
        Event event = events.next();
        for (; event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            Node item = node(event, depth + 1);
            items.add(item);
            size = grown(size, item, event);
        }
        Node last = items.isEmpty() ? null : items.getLast();
        return new Sequence(items, places.span(start, event, last), size);
    }

    private Mapping mapping(CollectionStartEvent start, int depth) {
        Map<String, Node> members = new LinkedHashMap<>();
        Node last = null;
        int size = 1;
        Event event = events.next();
        for (; event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            Node key = node(event, depth + 1);
            last = node(events.next(), depth + 1);
            size = grown(grown(size, key, event), last, event);
            if (!(key instanceof Scalar name)) {
                throw places.malformed(event, "a key that is no text");
            }
            if (members.putIfAbsent(name.text(), last) != null) {
                throw places.malformed(event, "a key that is there twice");
            }
            if (last.span().length() == 0 && last.span().offset() < name.span().offset()) {
                last = key;
            }
        }
        return new Mapping(members, places.span(start, event, last), size);
    }

    private int grown(int size, Node part, Event event) {
        long sum = (long) size + part.size();
        if (sum > MOST_NODES) {
            throw places.tooMany(event, MOST_NODES);
        }
        return (int) sum;
    }
}
