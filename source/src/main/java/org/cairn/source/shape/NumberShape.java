package org.cairn.source.shape;

import java.math.BigDecimal;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// A decimal number; null bounds do not bind.
public record NumberShape(@Nullable BigDecimal min, @Nullable BigDecimal max)
        implements Shape<BigDecimal> {
    private static final int MAX_LENGTH = 64;
    // An exponent of nine digits is a small text and a number that fills the memory.
    private static final String FORM = "[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?";

    public static final NumberShape ANY = new NumberShape(null, null);
    public static final NumberShape PERCENT =
            new NumberShape(BigDecimal.ZERO, BigDecimal.valueOf(100));

    @Override
    public @Nullable BigDecimal read(YamlNode node, String label, Reading reading) {
        YamlNode.Scalar scalar = Shape.scalar(node, label, reading);
        if (scalar == null) {
            return null;
        }
        BigDecimal value = parsed(scalar);
        boolean outside =
                value == null
                        || (min != null && value.compareTo(min) < 0)
                        || (max != null && value.compareTo(max) > 0);
        if (outside) {
            reading.error(
                    scalar.place(),
                    "%s must be a %s, not %s"
                            .formatted(Words.quoted(label), words(), Words.quoted(scalar.text())),
                    "Write the number in digits, without quotes.");
            return null;
        }
        return value;
    }

    private static @Nullable BigDecimal parsed(YamlNode.Scalar scalar) {
        boolean number =
                scalar.kind() == YamlNode.Kind.WHOLE || scalar.kind() == YamlNode.Kind.NUMBER;
        return number && scalar.text().length() <= MAX_LENGTH && scalar.text().matches(FORM)
                ? new BigDecimal(scalar.text())
                : null;
    }

    @Override
    public String words() {
        return min == null || max == null
                ? "number"
                : "number from %s to %s".formatted(min.toPlainString(), max.toPlainString());
    }
}
