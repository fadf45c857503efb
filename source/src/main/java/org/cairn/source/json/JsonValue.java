package org.cairn.source.json;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.cairn.kernel.JsonText;

/// A JSON value; absence takes the place of `null`.
public sealed interface JsonValue {
    /// An object, members in their order.
    record Members(Map<String, JsonValue> members) implements JsonValue {
        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    /// An array.
    record Items(List<JsonValue> items) implements JsonValue {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// A string.
    record Text(String text) implements JsonValue {}

    /// A number as it is written.
    record Numeral(String literal) implements JsonValue {}

    /// `true` or `false`.
    record Flag(boolean value) implements JsonValue {}

    static JsonValue of(String text) {
        return new Text(text);
    }

    static JsonValue of(long number) {
        return new Numeral(Long.toString(number));
    }

    /// A number with its scale: `1.50` stays `1.50`.
    static JsonValue of(BigDecimal number) {
        return new Numeral(number.toString());
    }

    /// An array of what each element becomes.
    static <T> JsonValue list(List<T> values, Function<T, JsonValue> each) {
        return new Items(values.stream().map(each).toList());
    }

    static JsonValue texts(List<String> texts) {
        return list(texts, Text::new);
    }

    /// The text without white space.
    default String compact() {
        var out = new StringBuilder();
        write(out, "", "");
        return out.toString();
    }

    /// The text for people: two blanks for each level, a line end at the end.
    default String pretty() {
        var out = new StringBuilder();
        write(out, "\n", "  ");
        return out.append('\n').toString();
    }

    private void write(StringBuilder out, String lineEnd, String indent) {
        switch (this) {
            case Text(String text) -> out.append(JsonText.quote(text));
            case Numeral(String literal) -> out.append(literal);
            case Flag(boolean value) -> out.append(value);
            case Items(var items) -> {
                out.append('[');
                String separator = "";
                for (JsonValue item : items) {
                    out.append(separator).append(inner(lineEnd, indent));
                    item.write(out, inner(lineEnd, indent), indent);
                    separator = ",";
                }
                out.append(items.isEmpty() ? "" : lineEnd).append(']');
            }
            case Members(var members) -> {
                out.append('{');
                String separator = "";
                for (var member : members.entrySet()) {
                    out.append(separator).append(inner(lineEnd, indent));
                    out.append(JsonText.quote(member.getKey()))
                            .append(lineEnd.isEmpty() ? ":" : ": ");
                    member.getValue().write(out, inner(lineEnd, indent), indent);
                    separator = ",";
                }
                out.append(members.isEmpty() ? "" : lineEnd).append('}');
            }
        }
    }

    private static String inner(String lineEnd, String indent) {
        return lineEnd.isEmpty() ? "" : lineEnd + indent;
    }
}
