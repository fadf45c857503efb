package org.cairn.postgres.copy;

/// UTF-8 as PostgreSQL accepts it: no NUL, no surrogates, no overlong forms, nothing past U+10FFFF.
final class Utf8 {
    private Utf8() {}

    /// Writes `text` at `at`; the target has room for three bytes a character. Gives the end.
    static int encode(String text, byte[] target, int at) {
        // An array of its own: charAt checks the form and the bounds of the string each time.
        char[] characters = text.toCharArray();
        int out = at;
        int i = ascii(characters, 0, target, out);
        out += i;
        while (i < characters.length) {
            char c = characters[i];
            if (c == 0) {
                throw nul(i);
            } else if (c < 0x800) {
                target[out++] = (byte) (0xC0 | c >> 6);
                target[out++] = continuation(c);
            } else if (!Character.isSurrogate(c)) {
                target[out++] = (byte) (0xE0 | c >> 12);
                target[out++] = continuation(c >> 6);
                target[out++] = continuation(c);
            } else {
                int point = pair(text, i++);
                target[out++] = (byte) (0xF0 | point >> 18);
                target[out++] = continuation(point >> 12);
                target[out++] = continuation(point >> 6);
                target[out++] = continuation(point);
            }
            i++;
            int run = ascii(characters, i, target, out);
            i += run;
            out += run;
        }
        return out;
    }

    /// Copies ASCII characters but NUL from `from` on and gives how many there were.
    private static int ascii(char[] characters, int from, byte[] target, int at) {
        int out = at;
        for (int i = from; i < characters.length; i++) {
            char c = characters[i];
            if (c == 0 || c >= 0x80) {
                break;
            }
            target[out++] = (byte) c;
        }
        return out - at;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    /// Refuses bytes that PostgreSQL would refuse.
    static void check(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            if (bytes[i] > 0) {
                i++;
            } else if (bytes[i] == 0) {
                throw nul(i - offset);
            } else {
                i += sequence(bytes, i, end, offset);
            }
        }
    }

    /// The length of the sequence of two to four bytes that begins at `i` (RFC 3629, section 4).
    private static int sequence(byte[] bytes, int i, int end, int offset) {
        int lead = bytes[i] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || i + length > end) {
            throw malformed(i - offset);
        }
        int second = bytes[i + 1] & 0xFF;
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            throw malformed(i - offset);
        }
        for (int k = i + 2; k < i + length; k++) {
            if ((bytes[k] & 0xC0) != 0x80) {
                throw malformed(i - offset);
            }
        }
        return length;
    }

    private static int pair(String text, int i) {
        char high = text.charAt(i);
        if (!Character.isHighSurrogate(high)
                || i + 1 >= text.length()
                || !Character.isLowSurrogate(text.charAt(i + 1))) {
            throw new UnstorableException(
                    "character %d is half of a surrogate pair, which no text column can hold"
                            .formatted(i));
        }
        return Character.toCodePoint(high, text.charAt(i + 1));
    }

    private static UnstorableException nul(int position) {
        return new UnstorableException(
                "character %d is NUL, which no text column can hold".formatted(position));
    }

    private static UnstorableException malformed(int position) {
        return new UnstorableException("byte %d is not UTF-8".formatted(position));
    }
}
