package org.cairn.source.shape;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// Keys with meanings of their own, and what is made of them.
///
/// An unknown key is an error with the nearest known name; a key of the design that this version
/// does not act on is an error too, because a key without effect misleads.
///
/// @param name heading of the reference page and name in the JSON Schema
/// @param later keys the design knows and nothing in this version does yet
/// @param arity how many of the keys may be written
/// @param maker makes the value; null after reporting an error
public record RecordShape<T>(
        String name,
        String description,
        List<Key<?>> keys,
        List<String> later,
        Arity arity,
        Maker<T> maker)
        implements Shape<T> {
    public RecordShape {
        keys = List.copyOf(keys);
        later = List.copyOf(later);
    }

    /// How many keys a record of this shape has.
    public enum Arity {
        ANY,
        /// The keys exclude each other and one of them is there.
        EXACTLY_ONE
    }

    /// Makes a value of what the keys say.
    @FunctionalInterface
    public interface Maker<T> {
        @Nullable T make(Values values);
    }

    /// Where a record comes from.
    record Source(YamlNode.Mapping node, String label, Reading reading) {}

    public static <T> RecordShape<T> of(
            String name, String description, List<Key<?>> keys, Maker<T> maker) {
        return new RecordShape<>(name, description, keys, List.of(), Arity.ANY, maker);
    }

    public RecordShape<T> later(String... names) {
        return new RecordShape<>(name, description, keys, List.of(names), arity, maker);
    }

    public RecordShape<T> exactlyOne() {
        return new RecordShape<>(name, description, keys, later, Arity.EXACTLY_ONE, maker);
    }

    @Override
    public @Nullable T read(YamlNode node, String label, Reading reading) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            reading.error(
                    node.place(),
                    "%s must be keys and values".formatted(Words.quoted(label)),
                    keys.isEmpty()
                            ? "Remove it."
                            : "Write its keys below it: %s.".formatted(knownNames()));
            return null;
        }
        var source = new Source(mapping, label, reading);
        int before = reading.errors();
        for (YamlNode.Entry entry : mapping.entries()) {
            if (find(entry.key().text()).isEmpty()) {
                refuse(entry.key(), reading);
            }
        }
        Map<String, Object> values = values(source);
        return values == null ? null : made(new Values(values, source, before));
    }

    private Optional<Key<?>> find(String wanted) {
        return keys.stream().filter(key -> key.name().equals(wanted)).findFirst();
    }

    private @Nullable Map<String, Object> values(Source source) {
        Map<String, Object> values = new HashMap<>();
        boolean usable = arityHolds(source);
        for (Key<?> key : keys) {
            YamlNode.Entry entry = source.node.find(key.name());
            if (entry == null) {
                if (key.isRequired()) {
                    source.reading.error(
                            source.node.place(),
                            "%s is missing".formatted(Words.quoted(key.name())),
                            "Add '%s': %s.".formatted(key.name(), inSentence(key.description())));
                    usable = false;
                }
                continue;
            }
            Object value = key.shape().read(entry.value(), key.name(), source.reading);
            if (value != null) {
                values.put(key.name(), value);
            } else if (key.isRequired()) {
                usable = false;
            }
        }
        return usable ? values : null;
    }

    private static String inSentence(String description) {
        String end =
                description.endsWith(".")
                        ? description.substring(0, description.length() - 1)
                        : description;
        return end.substring(0, 1).toLowerCase(Locale.ROOT) + end.substring(1);
    }

    private boolean arityHolds(Source source) {
        long written =
                source.node.entries().stream()
                        .filter(entry -> find(entry.key().text()).isPresent())
                        .count();
        boolean unknownOnly = written == 0 && !source.node.entries().isEmpty();
        if (arity == Arity.ANY || written == 1) {
            return true;
        }
        if (!unknownOnly) {
            source.reading.error(
                    source.node.place(),
                    "%s has %d of the keys %s"
                            .formatted(Words.quoted(source.label), written, knownNames()),
                    "Write exactly one of them.");
        }
        return false;
    }

    private @Nullable T made(Values values) {
        try {
            return maker.make(values);
        } catch (IllegalArgumentException e) {
            // A record checks itself; its message is for the user too.
            values.reading()
                    .error(values.place(), String.valueOf(e.getMessage()), "Correct the values.");
            return null;
        }
    }

    private void refuse(YamlNode.Scalar key, Reading reading) {
        String typed = key.text();
        if (later.contains(typed)) {
            reading.error(
                    key.place(),
                    "%s is planned, but nothing in this version enforces it yet"
                            .formatted(Words.quoted(typed)),
                    "Remove it: a key without effect would mislead.");
            return;
        }
        Optional<String> near = meant(typed);
        reading.error(
                key.place(),
                "unknown key %s%s"
                        .formatted(
                                Words.quoted(typed),
                                near.map(", did you mean %s?"::formatted).orElse("")),
                near.map("Write %s, or remove the key."::formatted)
                        .orElse(
                                keys.isEmpty()
                                        ? "Remove the key."
                                        : "Use one of: %s.".formatted(knownNames())));
    }

    /// The key, or the keys, that a name of another tool or a mistyped one stands for.
    private Optional<String> meant(String typed) {
        String others =
                keys.stream()
                        .filter(key -> key.otherNames().contains(typed))
                        .map(key -> "'" + key.name() + "'")
                        .collect(Collectors.joining(" or "));
        return others.isEmpty()
                ? Words.nearest(typed, keys.stream().map(Key::name).toList())
                        .map(name -> "'" + name + "'")
                : Optional.of(others);
    }

    private String knownNames() {
        return String.join(", ", keys.stream().map(Key::name).toList());
    }

    @Override
    public String words() {
        return "keys of '%s'".formatted(name);
    }
}
