package org.cairn.source.shape;

import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// What a value may be: reads it from YAML and is what the JSON Schema and the reference page are
/// written from.
public sealed interface Shape<T>
        permits ChoiceShape,
                EitherShape,
                FlagShape,
                ListShape,
                MapShape,
                MappedShape,
                NumberShape,
                RecordShape,
                TextShape,
                WholeShape {
    /// Reads the value; null where it is wrong, and then the reading has the error.
    ///
    /// @param label what messages call it: its key, or its key and place in a list
    @Nullable T read(YamlNode node, String label, Reading reading);

    /// What the reference page calls it, for example `list of text`.
    String words();

    /// This shape with a further step from what it reads to what is wanted.
    default <R> Shape<R> as(MappedShape.Step<T, R> step) {
        return new MappedShape<>(this, step);
    }

    /// The one scalar a shape wants, or an error.
    static YamlNode.@Nullable Scalar scalar(YamlNode node, String label, Reading reading) {
        return switch (node) {
            case YamlNode.Scalar scalar -> scalar;
            case YamlNode.Sequence list -> {
                reading.error(
                        list.place(),
                        "%s is one value, not a list".formatted(Words.quoted(label)),
                        "Write the value without [ ] or '-'.");
                yield null;
            }
            case YamlNode.Mapping mapping -> {
                reading.error(
                        mapping.place(),
                        "%s is one value, not keys and values".formatted(Words.quoted(label)),
                        "Write one value after the colon.");
                yield null;
            }
        };
    }
}
