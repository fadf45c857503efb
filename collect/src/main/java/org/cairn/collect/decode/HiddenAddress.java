package org.cairn.collect.decode;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// E-mail addresses as Cloudflare hides them in pages: bytes in hexadecimal, each changed by the
/// first one.
final class HiddenAddress {
    private static final String LINK = "email-protection#";
    private static final int LONGEST = 2_000;

    private HiddenAddress() {}

    /// The address in the value of `data-cfemail`, or in a link to `/cdn-cgi/l/email-protection#…`;
    /// null when there is none.
    static @Nullable String of(String value) {
        int link = value.indexOf(LINK);
        String hex = (link < 0 ? value : value.substring(link + LINK.length())).strip();
        if (hex.length() < 4 || hex.length() > LONGEST || !hex.matches("(?:[0-9a-fA-F]{2})+")) {
            return null;
        }
        byte[] bytes = HexFormat.of().parseHex(hex);
        byte[] address = new byte[bytes.length - 1];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) (bytes[i + 1] ^ bytes[0]);
        }
        String text = new String(address, StandardCharsets.UTF_8);
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }
}
