package org.cairn.source.shape;

import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// A shape whose value is checked or converted further.
public record MappedShape<A, B>(Shape<A> inner, Step<A, B> step) implements Shape<B> {
    /// From what was read to what is wanted; null after reporting an error.
    @FunctionalInterface
    public interface Step<A, B> {
        @Nullable B take(A value, YamlNode node, Reading reading);
    }

    @Override
    public @Nullable B read(YamlNode node, String label, Reading reading) {
        A value = inner.read(node, label, reading);
        return value == null ? null : step.take(value, node, reading);
    }

    @Override
    public String words() {
        return inner.words();
    }
}
