package org.cairn.source.spec;

import java.util.ArrayList;
import java.util.List;

/// Reads the streaming part of JSONPath. Confined to one call.
final class JsonPathParser {
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
            char c = text.charAt(at);
            if (c == '.') {
                at++;
                if (at < text.length() && text.charAt(at) == '.') {
                    throw wrong("'..' (descendants) cannot be followed while streaming");
                }
                if (at < text.length() && text.charAt(at) == '*') {
                    at++;
                    steps.add(new JsonPath.Step.Every());
                } else {
                    steps.add(new JsonPath.Step.Member(name()));
                }
            } else if (c == '[') {
                steps.add(bracket());
            } else {
                throw wrong("expected '.' or '['");
            }
        }
        return new JsonPath(steps);
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
        char c = text.charAt(at);
        JsonPath.Step step;
        if (c == '*') {
            at++;
            step = new JsonPath.Step.Every();
        } else if (c == '\'' || c == '"') {
            step = new JsonPath.Step.Member(quoted(c));
        } else if (c == '?') {
            throw wrong("filters '[?…]' are not supported");
        } else if (c >= '0' && c <= '9') {
            int start = at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            if (at - start > 9) {
                throw wrong("the index is too large");
            }
            step = new JsonPath.Step.Index(Integer.parseInt(text.substring(start, at)));
        } else {
            throw wrong("expected '*', an index from 0 or a quoted name");
        }
        if (at >= text.length() || text.charAt(at) != ']') {
            throw wrong("expected ']' (slices, unions and negative indexes are not supported)");
        }
        at++;
        return step;
    }

    private String quoted(char quote) {
        var name = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            name.append(text.charAt(at++));
        }
        if (at >= text.length()) {
            throw wrong("the quoted name is not closed");
        }
        at++;
        return name.toString();
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(
                "'%s' is not a path that can be followed: %s (at character %d)"
                        .formatted(text, why, at + 1));
    }
}
