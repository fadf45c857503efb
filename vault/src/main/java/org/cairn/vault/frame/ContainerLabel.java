package org.cairn.vault.frame;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a reader knows of a container before it reads.
///
/// @param object its name in the store, for problems
/// @param id that it must have; null where the name does not say
public record ContainerLabel(ContainerKind kind, String object, @Nullable String id) {
    /// Labels a container whose name does not say its id.
    public static ContainerLabel of(ContainerKind kind, String object) {
        return new ContainerLabel(kind, object, null);
    }

    boolean fits(String found) {
        return id == null || id.equals(found);
    }

    String noun() {
        return kind == ContainerKind.WAL ? "range of WAL" : kind.name().toLowerCase(Locale.ROOT);
    }
}
