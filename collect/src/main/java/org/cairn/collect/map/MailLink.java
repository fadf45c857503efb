package org.cairn.collect.map;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `mailto:` links.
final class MailLink {
    private static final String SCHEME = "mailto:";

    private MailLink() {}

    /// The first address of a link: without the scheme, the subject and escapes; of a text that is
    /// no link the text. Null when nothing is left.
    static @Nullable String address(String link) {
        String text = link.strip();
        if (!text.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return text.isEmpty() ? null : text;
        }
        String address = text.substring(SCHEME.length());
        int query = address.indexOf('?');
        address = unescaped(query < 0 ? address : address.substring(0, query)).strip();
        return address.isEmpty() ? null : address;
    }

    private static String unescaped(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var out = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i] == '%' && i + 2 < bytes.length ? hex(bytes, i + 1) : -1;
            out.write(value < 0 ? bytes[i] : value);
            i += value < 0 ? 0 : 2;
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int hex(byte[] bytes, int at) {
        int high = Character.digit(bytes[at], 16);
        int low = Character.digit(bytes[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
