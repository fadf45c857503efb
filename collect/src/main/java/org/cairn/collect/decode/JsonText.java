package org.cairn.collect.decode;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Writes tokens again as JSON without white space, for one or more values that lie in each other.
///
/// Each capture remembers where in the common text it began. Confined to one thread.
final class JsonText {
    private static final int KEPT_CAPACITY = 1 << 20;
    private static final String HEX = "0123456789abcdef";

    private final int limit;
    private StringBuilder out = new StringBuilder();
    private int captures;

    /// @param limit characters after which no more of a copied object or array is written: the
    ///   caller must ask [#isFull] before using what was captured
    JsonText(int limit) {
        this.limit = limit;
    }

    boolean isActive() {
        return captures > 0;
    }

    /// Begins to capture the value whose first token comes next.
    int begin() {
        separate();
        captures++;
        return out.length();
    }

    /// Ends the capture that [#begin] started.
    String end(int from) {
        String text = out.substring(from);
        if (--captures == 0) {
            reset();
        }
        return text;
    }

    void reset() {
        captures = 0;
        if (out.capacity() > KEPT_CAPACITY) {
            out = new StringBuilder();
        }
        out.setLength(0);
    }

    void name(String name) {
        separate();
        quote(name, out);
        out.append(':');
    }

    /// Writes the token that begins a value: a scalar whole, of an object or array the bracket.
    void open(JsonParser parser, JsonToken token) {
        separate();
        switch (token) {
            case START_OBJECT -> out.append('{');
            case START_ARRAY -> out.append('[');
            case VALUE_STRING -> quote(parser.getString(), out);
            default -> out.append(parser.getString());
        }
    }

    void close(JsonToken token) {
        out.append(token == JsonToken.END_OBJECT ? '}' : ']');
    }

    boolean isFull() {
        return out.length() > limit;
    }

    /// Writes the whole value whose first token is current.
    void copy(JsonParser parser) {
        JsonToken token = parser.currentToken();
        open(parser, token);
        for (int depth = token.isStructStart() ? 1 : 0; depth > 0; ) {
            token = parser.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
            if (!isFull()) {
                write(parser, token);
            }
        }
    }

    private void write(JsonParser parser, JsonToken token) {
        if (token.isStructEnd()) {
            close(token);
        } else if (token == JsonToken.PROPERTY_NAME) {
            name(parser.currentName());
        } else {
            open(parser, token);
        }
    }

    /// Appends a JSON string. A surrogate without its other half is escaped, for it has no UTF-8.
    static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || isLone(text, i)) {
                out.append("\\u")
                        .append(HEX.charAt(c >> 12))
                        .append(HEX.charAt(c >> 8 & 15))
                        .append(HEX.charAt(c >> 4 & 15))
                        .append(HEX.charAt(c & 15));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static boolean isLone(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c)
                && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    // These characters at the end are never those of a text: a text ends in its quote.
    private void separate() {
        if (!out.isEmpty() && "{[:,".indexOf(out.charAt(out.length() - 1)) < 0) {
            out.append(',');
        }
    }
}
