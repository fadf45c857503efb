package org.cairn.source.shape;

import java.util.Map;
import java.util.Objects;
import org.cairn.source.yaml.Place;
import org.cairn.source.yaml.Positions;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// The values of one record's keys, each read by its own shape. Confined to the reading thread.
public final class Values {
    private final Map<String, Object> values;
    private final YamlNode.Mapping node;
    private final String label;
    private final Reading reading;
    private final Extent extent;

    private enum Extent {
        COMPLETE,
        PARTLY_WRONG
    }

    Values(Map<String, Object> values, RecordShape.Source source, int errorsBefore) {
        this.values = values;
        this.node = source.node();
        this.label = source.label();
        this.reading = source.reading();
        this.extent = reading.errors() == errorsBefore ? Extent.COMPLETE : Extent.PARTLY_WRONG;
    }

    /// The value of a key that is required or has a value for when it is absent.
    public <T> T get(Key<T> key) {
        return Objects.requireNonNull(find(key), key.name());
    }

    /// The value of a key, or what holds when it is absent, or null.
    @SuppressWarnings("unchecked") // put there by the shape of this very key
    public <T> @Nullable T find(Key<T> key) {
        T value = (T) values.get(key.name());
        return value == null ? key.otherwise() : value;
    }

    /// Whether the key is written, rightly or wrongly.
    public boolean has(Key<?> key) {
        return node.find(key.name()) != null;
    }

    /// What the record is called where it stands: its name in a map, else its key.
    public String label() {
        return label;
    }

    public Place place() {
        return node.place();
    }

    /// The place of the key itself, or of the record where it is absent.
    public Place placeOf(Key<?> key) {
        return positions().key(key.name());
    }

    public Positions positions() {
        return new Positions(node);
    }

    public Reading reading() {
        return reading;
    }

    /// Whether everything in the record could be read; only then is it fair to say that a name is
    /// missing.
    public boolean complete() {
        return extent == Extent.COMPLETE;
    }
}
