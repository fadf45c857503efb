package org.cairn.collect.decode;

import java.nio.charset.StandardCharsets;

/// Reads the bytes of one JSON scalar, the slow and obvious way: the tests' own opinion of what
/// stands at a place, sharing nothing with the decoders.
final class TinyJson {
    private TinyJson() {}

    static String scalar(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!text.startsWith("\"")) {
            return text;
        }
        if (text.length() < 2 || !text.endsWith("\"")) {
            throw new AssertionError("not the bytes of a text: " + text);
        }
        var out = new StringBuilder();
        int at = 1;
        while (at < text.length() - 1) {
            char c = text.charAt(at++);
            if (c == '"') {
                throw new AssertionError("more than one text: " + text);
            }
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escaped = text.charAt(at++);
            switch (escaped) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                }
                default -> out.append(escaped);
            }
        }
        return out.toString();
    }
}
