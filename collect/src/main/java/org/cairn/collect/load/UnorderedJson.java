package org.cairn.collect.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A form of a JSON array that is the same for every order of its elements.
final class UnorderedJson {
    private UnorderedJson() {}

    /// The bytes to hash for a value of an unordered column: of a compact JSON array the elements
    /// sorted, of anything else the text itself.
    static byte[] canonical(@Nullable Object value) {
        if (value == null) {
            return new byte[] {0};
        }
        String text = value.toString();
        if (text.length() < 2 || text.charAt(0) != '[') {
            return ("1" + text).getBytes(StandardCharsets.UTF_8);
        }
        List<String> elements = elements(text);
        Collections.sort(elements);
        return ("2" + String.join(",", elements)).getBytes(StandardCharsets.UTF_8);
    }

    /// Splits a compact JSON array at its own commas.
    private static List<String> elements(String array) {
        List<String> elements = new ArrayList<>();
        int depth = 0;
        int from = 1;
        for (int i = 1; i < array.length() - 1; i++) {
            switch (array.charAt(i)) {
                case '"' -> i = closingQuote(array, i);
                case '[', '{' -> depth++;
                case ']', '}' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        elements.add(array.substring(from, i));
                        from = i + 1;
                    }
                }
                default -> {}
            }
        }
        if (array.length() > 2) {
            elements.add(array.substring(from, array.length() - 1));
        }
        return elements;
    }

    /// A text column may hold what only begins like an array: without a closing quote its end.
    private static int closingQuote(String text, int open) {
        int i = open + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }
}
