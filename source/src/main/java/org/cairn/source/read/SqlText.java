package org.cairn.source.read;

import java.util.Locale;

/// Whether a text of SQL is one query. Knows texts, names, comments and dollar quotes of
/// PostgreSQL, nothing of grammar: what is wrong within the query is for the server to say.
final class SqlText {
    private final String text;
    private int at;

    private SqlText(String text) {
        this.text = text;
    }

    /// The query without what ends it, or an empty text where there is no query or more than one.
    static String query(String text) {
        return new SqlText(text).query();
    }

    private String query() {
        int first = -1;
        int end = -1;
        while (at < text.length()) {
            int from = at;
            boolean speaks = step();
            if (!speaks) {
                continue;
            }
            if (text.charAt(from) == ';' && at == from + 1) {
                end = end < 0 ? from : end;
            } else if (end >= 0) {
                return "";
            } else if (first < 0) {
                first = from;
            }
        }
        if (first < 0 || !begins(first)) {
            return "";
        }
        return text.substring(0, end < 0 ? text.length() : end).stripTrailing();
    }

    private boolean begins(int first) {
        String start = text.substring(first, Math.min(first + 6, text.length()));
        String word = start.toLowerCase(Locale.ROOT);
        return word.startsWith("(")
                || word.startsWith("select")
                || word.startsWith("with")
                || word.startsWith("values")
                || word.startsWith("table");
    }

    /// Passes over the next part; false for white space and comments.
    private boolean step() {
        char c = text.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
            return false;
        }
        if (text.startsWith("--", at)) {
            at = after("\n");
            return false;
        }
        if (text.startsWith("/*", at)) {
            comment();
            return false;
        }
        switch (c) {
            case '\'' -> quoted('\'', escapes());
            case '"' -> quoted('"', false);
            case '$' -> dollars();
            default -> at++;
        }
        return true;
    }

    private void comment() {
        int depth = 0;
        do {
            if (text.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length());
    }

    /// Whether the text that begins here is one in which a backslash escapes: `E'…'`.
    private boolean escapes() {
        boolean e = at > 0 && Character.toLowerCase(text.charAt(at - 1)) == 'e';
        return e && (at < 2 || !Character.isLetterOrDigit(text.charAt(at - 2)));
    }

    // A doubled quote is two texts side by side here, which comes to the same.
    private void quoted(char quote, boolean escapes) {
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            at += escapes && text.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(at + 1, text.length());
    }

    private void dollars() {
        int end = at + 1;
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            end++;
        }
        boolean name = at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
        boolean tag = end < text.length() && text.charAt(end) == '$' && !name;
        if (!tag || Character.isDigit(text.charAt(at + 1))) {
            at++;
            return;
        }
        String mark = text.substring(at, end + 1);
        at = end + 1;
        at = after(mark);
    }

    private int after(String mark) {
        int found = text.indexOf(mark, at);
        return found < 0 ? text.length() : found + mark.length();
    }
}
