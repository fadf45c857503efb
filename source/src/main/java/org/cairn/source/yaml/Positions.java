package org.cairn.source.yaml;

import org.jspecify.annotations.Nullable;

/// Finds places in a tree by path: names of keys and numbers of list items.
///
/// A path that leads nowhere gives the place of its deepest part that exists, so a finding about a
/// key in a short form still points at the right value. Safe for any thread.
public record Positions(YamlNode root) {
    /// The place of the value.
    public Place value(Object... path) {
        YamlNode node = root;
        for (Object step : path) {
            YamlNode below = below(node, step);
            if (below == null) {
                break;
            }
            node = below;
        }
        return node.place();
    }

    /// The place of the key at the end of the path, or of the value where the end is no key.
    public Place key(Object... path) {
        YamlNode node = root;
        Place place = root.place();
        for (Object step : path) {
            YamlNode below = below(node, step);
            if (below == null) {
                break;
            }
            place = keyPlace(node, step, below);
            node = below;
        }
        return place;
    }

    /// Whether every part of the path exists.
    public boolean has(Object... path) {
        YamlNode node = root;
        for (Object step : path) {
            YamlNode below = below(node, step);
            if (below == null) {
                return false;
            }
            node = below;
        }
        return true;
    }

    private static Place keyPlace(YamlNode node, Object step, YamlNode below) {
        if (node instanceof YamlNode.Mapping mapping) {
            YamlNode.Entry entry = mapping.find(step.toString());
            return entry == null ? below.place() : entry.key().place();
        }
        return below.place();
    }

    private static @Nullable YamlNode below(YamlNode node, Object step) {
        return switch (node) {
            case YamlNode.Mapping mapping -> {
                YamlNode.Entry entry = mapping.find(step.toString());
                yield entry == null ? null : entry.value();
            }
            case YamlNode.Sequence list ->
                    step instanceof Integer i && i < list.items().size()
                            ? list.items().get(i)
                            : null;
            case YamlNode.Scalar _ -> null;
        };
    }
}
