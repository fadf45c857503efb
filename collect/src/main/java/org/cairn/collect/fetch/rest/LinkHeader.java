package org.cairn.collect.fetch.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads `Link` headers (RFC 8288). Pure.
final class LinkHeader {
    private final String text;
    private int at;

    private LinkHeader(String text) {
        this.text = text;
    }

    /// The addresses of a relation, in their order; what is not well formed is passed over.
    static List<String> parse(List<String> headers, String relation) {
        List<String> found = new ArrayList<>();
        for (String header : headers) {
            new LinkHeader(header).collect(relation, found);
        }
        return found;
    }

    private void collect(String relation, List<String> found) {
        for (int open = text.indexOf('<', at); open >= 0; open = text.indexOf('<', at)) {
            int close = text.indexOf('>', open);
            if (close < 0) {
                return;
            }
            at = close + 1;
            if (isOf(relation)) {
                found.add(text.substring(open + 1, close).strip());
            }
        }
    }

    /// Reads the parameters of one link and stops behind its comma; the first `rel` counts.
    private boolean isOf(String relation) {
        Boolean fits = null;
        while (at < text.length() && text.charAt(at) != ',') {
            if (text.charAt(at) != ';') {
                at++;
                continue;
            }
            at++;
            String name = until("=;,").strip().toLowerCase(Locale.ROOT);
            String value = at < text.length() && text.charAt(at) == '=' ? value() : "";
            if (name.equals("rel") && fits == null) {
                fits =
                        List.of(value.toLowerCase(Locale.ROOT).split("\\s+"))
                                .contains(relation.toLowerCase(Locale.ROOT));
            }
        }
        at = Math.min(text.length(), at + 1);
        return fits != null && fits;
    }

    private String value() {
        at++;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() && text.charAt(at) == '"' ? quoted() : until(";,").strip();
    }

    private String quoted() {
        var value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
        }
        at = Math.min(text.length(), at + 1);
        return value.toString();
    }

    private String until(String ends) {
        int from = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }
}
