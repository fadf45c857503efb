package org.cairn.source.spec;

import java.util.ArrayList;
import java.util.List;

/// Reads the streaming part of JSONPath. Confined to one call.
final class JsonPathParser {
    private static final int MAX_INDEX_DIGITS = 9;
    // RFC 9535, section 2.3.1.1: what may follow a backslash, and what it stands for.
    private static final String ESCAPED = "bfnrt/\\'\"";
    private static final String MEANT = "\b\f\n\r\t/\\'\"";

    private final String text;
    private int at;

    JsonPathParser(String text) {
        this.text = text;
    }

    static boolean isPlainName(String name) {
        return name.matches("[\\p{L}_][\\p{L}\\p{N}_-]*");
    }

    JsonPath parse() {
        List<JsonPath.Step> steps = new ArrayList<>();
        if (text.isBlank()) {
            throw wrong("a path must not be empty");
        }
        if (text.charAt(0) == '$') {
            at = 1;
        } else if (text.charAt(0) != '[') {
            steps.add(new JsonPath.Step.Member(name()));
        }
        while (at < text.length()) {
            steps.add(
                    switch (text.charAt(at)) {
                        case '.' -> dotted();
                        case '[' -> bracket();
                        default ->
                                throw wrong(
                                        "expected '.' or '[' (a name with blanks or signs is"
                                                + " written ['…'])");
                    });
        }
        return new JsonPath(steps);
    }

    private JsonPath.Step dotted() {
        at++;
        if (at < text.length() && text.charAt(at) == '.') {
            throw wrong("'..' (descendants) cannot be followed while streaming");
        }
        if (at < text.length() && text.charAt(at) == '*') {
            at++;
            return new JsonPath.Step.Every();
        }
        return new JsonPath.Step.Member(name());
    }

    private String name() {
        int start = at;
        while (at < text.length() && ".[]'\"*?@$(),: ".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == start) {
            throw wrong("expected a name");
        }
        return text.substring(start, at);
    }

    private JsonPath.Step bracket() {
        at++;
        if (at >= text.length()) {
            throw wrong("'[' is not closed");
        }
        JsonPath.Step step = selector(text.charAt(at));
        if (at >= text.length() || text.charAt(at) != ']') {
            throw wrong("expected ']' (slices, unions and negative indexes are not supported)");
        }
        at++;
        return step;
    }

    private JsonPath.Step selector(char first) {
        if (first == '*') {
            at++;
            return new JsonPath.Step.Every();
        }
        if (first == '\'' || first == '"') {
            return new JsonPath.Step.Member(quoted(first));
        }
        if (first == '?') {
            throw wrong("filters '[?…]' are not supported");
        }
        if (isDigit(first)) {
            return new JsonPath.Step.Index(index());
        }
        throw wrong("expected '*', an index from 0 or a quoted name");
    }

    private int index() {
        int start = at;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        if (at - start > MAX_INDEX_DIGITS) {
            throw wrong("the index is too large");
        }
        return Integer.parseInt(text.substring(start, at));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private String quoted(char quote) {
        var name = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            name.append(c == '\\' ? escaped() : c);
        }
        if (at >= text.length()) {
            throw wrong("the quoted name is not closed");
        }
        at++;
        return name.toString();
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at) : '\0';
        int known = ESCAPED.indexOf(c);
        if (known >= 0) {
            at++;
            return MEANT.charAt(known);
        }
        if (c == 'u' && text.substring(at).matches("(?s)u[0-9a-fA-F]{4}.*")) {
            int start = at + 1;
            at += 5;
            return (char) Integer.parseInt(text.substring(start, at), 16);
        }
        throw wrong("'\\' is followed by one of b f n r t / \\ ' \" or uXXXX");
    }

    private JsonPathSyntaxException wrong(String why) {
        return new JsonPathSyntaxException(
                "'%s' is not a path that can be followed: %s (at character %d)"
                        .formatted(text, why, at + 1),
                at);
    }
}
