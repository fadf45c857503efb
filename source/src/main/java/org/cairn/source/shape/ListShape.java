package org.cairn.source.shape;

import java.util.ArrayList;
import java.util.List;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// A list of values of one shape; wrong ones are reported and left out.
public record ListShape<T>(Shape<T> element, int min, int max) implements Shape<List<T>> {
    public static <T> ListShape<T> of(Shape<T> element) {
        return new ListShape<>(element, 0, Integer.MAX_VALUE);
    }

    public static <T> ListShape<T> atLeastOne(Shape<T> element) {
        return new ListShape<>(element, 1, Integer.MAX_VALUE);
    }

    @Override
    public @Nullable List<T> read(YamlNode node, String label, Reading reading) {
        if (!(node instanceof YamlNode.Sequence list)) {
            reading.error(
                    node.place(),
                    "%s must be a list".formatted(Words.quoted(label)),
                    "Write [ and ] around it, or each item on a line of its own after '- '.");
            return null;
        }
        int count = list.items().size();
        if (count < min || count > max) {
            reading.error(
                    node.place(),
                    "%s has %d items".formatted(Words.quoted(label), count),
                    count < min
                            ? "Write at least %d.".formatted(min)
                            : "Write at most %d; this version does not use more.".formatted(max));
            return null;
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            T value = element.read(list.items().get(i), "%s[%d]".formatted(label, i), reading);
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() < min ? null : values;
    }

    @Override
    public String words() {
        return "list of " + element.words();
    }
}
