package org.cairn.source.shape;

import java.util.ArrayList;
import java.util.List;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// A short and a long way to write one thing, told apart by their YAML form; null forms are not
/// allowed.
public record EitherShape<T>(
        @Nullable Shape<T> scalar, @Nullable Shape<T> list, @Nullable Shape<T> mapping)
        implements Shape<T> {
    @Override
    public @Nullable T read(YamlNode node, String label, Reading reading) {
        Shape<T> fitting =
                switch (node) {
                    case YamlNode.Scalar _ -> scalar;
                    case YamlNode.Sequence _ -> list;
                    case YamlNode.Mapping _ -> mapping;
                };
        if (fitting == null) {
            reading.error(
                    node.place(),
                    "%s cannot be written this way".formatted(Words.quoted(label)),
                    "Write it as: %s.".formatted(words()));
            return null;
        }
        return fitting.read(node, label, reading);
    }

    /// The forms that can be written; a record without keys only says why it is refused.
    public List<Shape<T>> forms() {
        List<Shape<T>> forms = new ArrayList<>();
        if (scalar != null) {
            forms.add(scalar);
        }
        if (list != null) {
            forms.add(list);
        }
        if (mapping != null) {
            forms.add(mapping);
        }
        forms.removeIf(form -> form instanceof RecordShape<T> record && record.keys().isEmpty());
        return forms;
    }

    @Override
    public String words() {
        return forms().stream()
                .map(Shape::words)
                .collect(java.util.stream.Collectors.joining(", or "));
    }
}
