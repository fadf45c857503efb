package org.cairn.collect.validate;

import org.jspecify.annotations.Nullable;

/// Finds what is JSON and yet refused by `jsonb`, which would end the load of all records: NUL and
/// halves of surrogate pairs as escapes, and numbers that `numeric` cannot hold (PostgreSQL manual,
/// 8.14 and table 8.2). Pure.
final class JsonStorage {
    private static final int MAX_BEFORE_POINT = 131_072;
    private static final int MAX_AFTER_POINT = 16_383;
    private static final int ESCAPE_LENGTH = 6;

    private final String json;
    private int at;

    private JsonStorage(String json) {
        this.json = json;
    }

    /// Why a text cannot be stored.
    enum Flaw {
        NUL("nul-character", "holds a NUL character"),
        HALF("invalid-unicode", "holds half a character"),
        NUMBER("number-too-large", "holds a number with too many digits for PostgreSQL");

        private final String code;
        private final String message;

        Flaw(String code, String message) {
            this.code = code;
            this.message = message;
        }

        String code() {
            return code;
        }

        String message() {
            return message;
        }
    }

    /// The first flaw of a well-formed JSON text, or null.
    static @Nullable Flaw find(String json) {
        return new JsonStorage(json).find();
    }

    private @Nullable Flaw find() {
        Flaw flaw = null;
        while (flaw == null && at < json.length()) {
            char c = json.charAt(at);
            if (c == '"') {
                flaw = string();
            } else if (c >= '0' && c <= '9') {
                flaw = number();
            } else {
                at++;
            }
        }
        return flaw;
    }

    private @Nullable Flaw string() {
        at++;
        while (at < json.length() && json.charAt(at) != '"') {
            if (json.charAt(at) != '\\') {
                at++;
                continue;
            }
            int unit = unit(at);
            if (unit == 0) {
                return Flaw.NUL;
            }
            if (unit >= Character.MIN_SURROGATE && unit <= Character.MAX_SURROGATE) {
                int second = unit(at + ESCAPE_LENGTH);
                if (unit > Character.MAX_HIGH_SURROGATE
                        || second < Character.MIN_LOW_SURROGATE
                        || second > Character.MAX_LOW_SURROGATE) {
                    return Flaw.HALF;
                }
                at += ESCAPE_LENGTH;
            }
            at += unit < 0 ? 2 : ESCAPE_LENGTH;
        }
        at++;
        return null;
    }

    /// The code unit of an escape such as `\u00e9`, or -1 where there is none.
    private int unit(int from) {
        if (!json.startsWith("\\u", from) || from + ESCAPE_LENGTH > json.length()) {
            return -1;
        }
        return Integer.parseInt(json, from + 2, from + ESCAPE_LENGTH, 16);
    }

    private @Nullable Flaw number() {
        int before = digits();
        int after = 0;
        if (at < json.length() && json.charAt(at) == '.') {
            at++;
            after = digits();
        }
        long exponent = exponent();
        boolean fits = before + exponent <= MAX_BEFORE_POINT && after - exponent <= MAX_AFTER_POINT;
        return fits ? null : Flaw.NUMBER;
    }

    private int digits() {
        int from = at;
        while (at < json.length() && Character.digit(json.charAt(at), 10) >= 0) {
            at++;
        }
        return at - from;
    }

    /// The exponent that stands here, 0 if none does; one past the limits is as good as any other.
    private long exponent() {
        if (at >= json.length() || (json.charAt(at) | 0x20) != 'e') {
            return 0;
        }
        at++;
        boolean negative = at < json.length() && json.charAt(at) == '-';
        if (at < json.length() && (negative || json.charAt(at) == '+')) {
            at++;
        }
        long value = 0;
        for (; at < json.length() && Character.digit(json.charAt(at), 10) >= 0; at++) {
            value =
                    Math.min(
                            value * 10 + Character.digit(json.charAt(at), 10),
                            MAX_BEFORE_POINT * 2L);
        }
        return negative ? -value : value;
    }
}
