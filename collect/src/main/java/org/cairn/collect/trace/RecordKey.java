package org.cairn.collect.trace;

import java.util.ArrayList;
import java.util.List;

/// A key as typed on the command line: values joined by `,`, with `\,` for a comma and `\\` for a
/// backslash inside a value.
public record RecordKey(List<String> values) {
    public RecordKey {
        values = List.copyOf(values);
    }

    public static RecordKey parse(String text) {
        List<String> values = new ArrayList<>();
        var value = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escape = c == '\\' && i + 1 < text.length();
            if (escape && (text.charAt(i + 1) == ',' || text.charAt(i + 1) == '\\')) {
                value.append(text.charAt(++i));
            } else if (c == ',') {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return new RecordKey(values);
    }

    /// The form that [#parse] reads back.
    @Override
    public String toString() {
        return String.join(
                ",",
                values.stream()
                        .map(value -> value.replace("\\", "\\\\").replace(",", "\\,"))
                        .toList());
    }
}
