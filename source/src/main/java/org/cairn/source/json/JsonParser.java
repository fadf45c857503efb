package org.cairn.source.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads one JSON value (RFC 8259); `null`, members twice and more than 64 levels are refused.
/// Confined to one call.
public final class JsonParser {
    private static final int MAX_DEPTH = 64;
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final String ESCAPED = "\"\\/bfnrt";
    private static final String MEANT = "\"\\/\b\f\n\r\t";

    private final String text;
    private int at;
    private int depth;

    private JsonParser(String text) {
        this.text = text;
    }

    /// Reads the text.
    ///
    /// @throws IllegalArgumentException where it is not such JSON; the message says where
    public static JsonValue parse(String text) {
        var parser = new JsonParser(text);
        JsonValue value = parser.value();
        parser.skipSpace();
        if (parser.at < text.length()) {
            throw parser.wrong("the end");
        }
        return value;
    }

    private JsonValue value() {
        skipSpace();
        if (++depth > MAX_DEPTH) {
            throw wrong("fewer levels");
        }
        JsonValue value =
                switch (peek()) {
                    case '{' -> members();
                    case '[' -> items();
                    case '"' -> new JsonValue.Text(string());
                    case 't', 'f' -> flag();
                    default -> number();
                };
        depth--;
        return value;
    }

    private JsonValue members() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        at++;
        for (boolean more = !ends('}'); more; more = goesOn('}')) {
            skipSpace();
            if (peek() != '"') {
                throw wrong("a name");
            }
            String name = string();
            skipSpace();
            if (peek() != ':') {
                throw wrong("':'");
            }
            at++;
            if (members.put(name, value()) != null) {
                throw wrong("each name once");
            }
        }
        return new JsonValue.Members(members);
    }

    private JsonValue items() {
        List<JsonValue> items = new ArrayList<>();
        at++;
        for (boolean more = !ends(']'); more; more = goesOn(']')) {
            items.add(value());
        }
        return new JsonValue.Items(items);
    }

    private boolean ends(char end) {
        skipSpace();
        if (peek() == end) {
            at++;
            return true;
        }
        return false;
    }

    private boolean goesOn(char end) {
        if (ends(end)) {
            return false;
        }
        if (peek() != ',') {
            throw wrong("',' or '" + end + "'");
        }
        at++;
        return true;
    }

    private JsonValue flag() {
        boolean value = text.startsWith("true", at);
        if (!value && !text.startsWith("false", at)) {
            throw wrong("a value");
        }
        at += value ? 4 : 5;
        return new JsonValue.Flag(value);
    }

    private JsonValue number() {
        var matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw wrong("a value");
        }
        at = matcher.end();
        return new JsonValue.Numeral(matcher.group());
    }

    private String string() {
        var out = new StringBuilder();
        at++;
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw wrong("an escaped control character");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        int known = ESCAPED.indexOf(peek());
        if (known >= 0) {
            at++;
            return MEANT.charAt(known);
        }
        if (peek() != 'u' || at + 5 > text.length()) {
            throw wrong("an escape");
        }
        int code = 0;
        for (int i = at + 1; i < at + 5; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || text.charAt(i) > 'f') {
                throw wrong("four hexadecimal digits");
            }
            code = code << 4 | digit;
        }
        at += 5;
        return (char) code;
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("more");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException(
                "not json: expected %s at character %d".formatted(expected, at + 1));
    }
}
