package org.cairn.source.reference;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.source.json.JsonValue;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.MappedShape;
import org.cairn.source.shape.Shape;
import org.jspecify.annotations.Nullable;

/// What holds when a key is absent, as it would be written.
final class DefaultText {
    private DefaultText() {}

    /// The value as JSON, which is YAML too; null for records, whose keys say it themselves.
    static @Nullable JsonValue json(Shape<?> shape, Object value) {
        if (shape instanceof MappedShape<?, ?> mapped) {
            return json(mapped.inner(), value);
        }
        if (shape instanceof ChoiceShape<?> choice) {
            return choice.choices().entrySet().stream()
                    .filter(entry -> value.equals(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .map(JsonValue::of)
                    .orElse(null);
        }
        return scalarOrList(value);
    }

    private static @Nullable JsonValue scalarOrList(Object value) {
        if (value instanceof String text) {
            return JsonValue.of(text);
        }
        if (value instanceof Long number) {
            return JsonValue.of(number);
        }
        if (value instanceof BigDecimal number) {
            return new JsonValue.Numeral(number.stripTrailingZeros().toPlainString());
        }
        if (value instanceof Boolean flag) {
            return new JsonValue.Flag(flag);
        }
        if (value instanceof List<?> list) {
            List<JsonValue> items = new ArrayList<>();
            for (Object item : list) {
                JsonValue json = scalarOrList(item);
                if (json != null) {
                    items.add(json);
                }
            }
            return new JsonValue.Items(items);
        }
        return null;
    }
}
