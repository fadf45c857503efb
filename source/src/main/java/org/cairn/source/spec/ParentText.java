package org.cairn.source.spec;

import java.util.ArrayList;
import java.util.List;

/// A text with values of a parent's record in it: `bill-{parent.number}`.
public record ParentText(List<Part> parts) {
    private static final String OPEN = "{parent.";

    public ParentText {
        parts = List.copyOf(parts);
    }

    /// A piece of the text.
    public sealed interface Part {
        /// Stands for itself.
        record Plain(String text) implements Part {}

        /// Stands for a value of the parent's record.
        record Value(JsonPath path) implements Part {}
    }

    /// Reads a text.
    ///
    /// @throws IllegalArgumentException with a message for the user
    public static ParentText parse(String text) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', from)) {
            int end = text.indexOf('}', at);
            if (!text.startsWith(OPEN, at) || end < 0) {
                throw new IllegalArgumentException(
                        "'%s' has a { that does not begin {parent.NAME}".formatted(text));
            }
            if (at > from) {
                parts.add(new Part.Plain(text.substring(from, at)));
            }
            JsonPath path = JsonPath.parse(text.substring(at + OPEN.length(), end));
            if (path.steps().stream().anyMatch(JsonPath.Step.Every.class::isInstance)) {
                throw new IllegalArgumentException(
                        "'%s' names many values and a parameter has one".formatted(text));
            }
            parts.add(new Part.Value(path));
            from = end + 1;
        }
        if (from < text.length()) {
            parts.add(new Part.Plain(text.substring(from)));
        }
        return new ParentText(parts);
    }

    /// The values of the parent's record that it needs, in their order.
    public List<JsonPath> paths() {
        List<JsonPath> paths = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.Value(JsonPath path)) {
                paths.add(path);
            }
        }
        return paths;
    }
}
