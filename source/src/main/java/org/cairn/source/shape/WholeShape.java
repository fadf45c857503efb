package org.cairn.source.shape;

import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// A whole number between two bounds, both allowed.
public record WholeShape(long min, long max) implements Shape<Long> {
    public static WholeShape from(long min) {
        return new WholeShape(min, Long.MAX_VALUE);
    }

    @Override
    public @Nullable Long read(YamlNode node, String label, Reading reading) {
        YamlNode.Scalar scalar = Shape.scalar(node, label, reading);
        if (scalar == null) {
            return null;
        }
        boolean whole =
                scalar.kind() == YamlNode.Kind.WHOLE && scalar.text().matches("[-+]?[0-9]{1,18}");
        long value = whole ? Long.parseLong(scalar.text()) : 0;
        if (!whole || value < min || value > max) {
            reading.error(
                    scalar.place(),
                    (min == max ? "%s must be %s, not %s" : "%s must be a %s, not %s")
                            .formatted(Words.quoted(label), words(), Words.quoted(scalar.text())),
                    "Write the number in digits, without quotes.");
            return null;
        }
        return value;
    }

    @Override
    public String words() {
        if (min == max) {
            return Long.toString(min);
        }
        return max == Long.MAX_VALUE
                ? "whole number from %d".formatted(min)
                : "whole number from %d to %d".formatted(min, max);
    }
}
