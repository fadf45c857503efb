package org.cairn.source.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key of a record: its only description.
///
/// @param otherwise what holds when the key is absent, or null where absence is a meaning of its
///   own
/// @param absent what absence means, for the reference page; empty where `otherwise` says it
/// @param description one sentence for the reference page and the editor
/// @param otherNames what others call it, for the did-you-mean
public record Key<T>(
        String name,
        Shape<T> shape,
        Presence presence,
        @Nullable T otherwise,
        String absent,
        String description,
        List<String> otherNames) {
    public Key {
        otherNames = List.copyOf(otherNames);
    }

    /// Whether a record can do without it.
    public enum Presence {
        REQUIRED,
        OPTIONAL
    }

    public static <T> Key<T> required(String name, Shape<T> shape, String description) {
        return new Key<>(name, shape, Presence.REQUIRED, null, "", description, List.of());
    }

    public static <T> Key<T> optional(String name, Shape<T> shape, String description) {
        return new Key<>(name, shape, Presence.OPTIONAL, null, "", description, List.of());
    }

    /// The same key with a value for when it is absent.
    public Key<T> otherwise(T value) {
        return new Key<>(name, shape, presence, value, absent, description, otherNames);
    }

    /// The same key with words for what its absence means.
    public Key<T> absent(String words) {
        return new Key<>(name, shape, presence, otherwise, words, description, otherNames);
    }

    /// The same key with names that others give it.
    public Key<T> alsoCalled(String... names) {
        return new Key<>(name, shape, presence, otherwise, absent, description, List.of(names));
    }

    public boolean isRequired() {
        return presence == Presence.REQUIRED;
    }
}
