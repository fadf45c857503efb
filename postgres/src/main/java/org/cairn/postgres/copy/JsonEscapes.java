package org.cairn.postgres.copy;

/// Finds the escapes that are JSON but not `jsonb`: NUL and halves of surrogate pairs.
final class JsonEscapes {
    private JsonEscapes() {}

    /// Refuses `\u0000` and lone `\ud800` to `\udfff`; anything else is for the server to judge.
    static void check(String json) {
        int i = json.indexOf('\\');
        while (i >= 0 && i + 1 < json.length()) {
            int unit = unit(json, i);
            int next = i + (unit < 0 ? 2 : 6);
            if (unit == 0) {
                throw new UnstorableException(
                        "character %d begins an escaped NUL, which no jsonb column can hold"
                                .formatted(i));
            }
            if (unit >= Character.MIN_SURROGATE && unit <= Character.MAX_SURROGATE) {
                int second = unit(json, next);
                if (unit >= Character.MIN_LOW_SURROGATE
                        || second < Character.MIN_LOW_SURROGATE
                        || second > Character.MAX_LOW_SURROGATE) {
                    throw new UnstorableException(
                            "character %d begins an escaped half of a surrogate pair, which no jsonb column can hold"
                                    .formatted(i));
                }
                next += 6;
            }
            i = json.indexOf('\\', next);
        }
    }

    /// The code unit of the escape `\\uXXXX` at `i`, or -1 when there is none.
    private static int unit(String json, int i) {
        if (i + 6 > json.length() || json.charAt(i) != '\\' || json.charAt(i + 1) != 'u') {
            return -1;
        }
        int unit = 0;
        for (int k = i + 2; k < i + 6; k++) {
            int digit = Character.digit(json.charAt(k), 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }
}
