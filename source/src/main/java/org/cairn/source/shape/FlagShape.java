package org.cairn.source.shape;

import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// `true` or `false`.
public record FlagShape() implements Shape<Boolean> {
    @Override
    public @Nullable Boolean read(YamlNode node, String label, Reading reading) {
        YamlNode.Scalar scalar = Shape.scalar(node, label, reading);
        if (scalar == null) {
            return null;
        }
        if (scalar.kind() != YamlNode.Kind.FLAG) {
            reading.error(
                    scalar.place(),
                    "%s must be true or false, not %s"
                            .formatted(Words.quoted(label), Words.quoted(scalar.text())),
                    "Write true or false, without quotes.");
            return null;
        }
        return Boolean.valueOf(scalar.text());
    }

    @Override
    public String words() {
        return "`true` or `false`";
    }
}
