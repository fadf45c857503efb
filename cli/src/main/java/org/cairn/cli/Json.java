package org.cairn.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.JsonText;
import org.jspecify.annotations.Nullable;

/// One JSON object on its way to standard output; members keep their order.
///
/// Values are texts, numbers, booleans, times (ISO 8601, UTC), other objects, lists of any of
/// these, [Raw] or null. Confined to one thread.
final class Json {
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /// A part that is JSON already.
    record Raw(String text) {}

    static Json object() {
        return new Json();
    }

    Json with(String key, @Nullable Object value) {
        members.put(key, value);
        return this;
    }

    @Override
    public String toString() {
        var out = new StringBuilder();
        append(out, this);
        return out.toString();
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Json object -> {
                String separator = "{";
                for (var member : object.members.entrySet()) {
                    out.append(separator).append(JsonText.quote(member.getKey())).append(':');
                    append(out, member.getValue());
                    separator = ",";
                }
                out.append(object.members.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                String separator = "[";
                for (Object element : list) {
                    out.append(separator);
                    append(out, element);
                    separator = ",";
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            case Raw(String text) -> out.append(text);
            case Boolean truth -> out.append(truth);
            case Double number -> out.append(Double.isFinite(number) ? number.toString() : "null");
            case Number number -> out.append(number);
            case Instant time -> out.append(JsonText.quote(time.toString()));
            default -> out.append(JsonText.quote(value.toString()));
        }
    }
}
