package org.cairn.collect.decode;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a link of a page leads, as an address that can be asked for. Pure: the same link of the
/// same page gives the same address when it is fetched, loaded and traced.
final class PageAddress {
    private static final int LONGEST = 8_000;
    // What browsers send as it stands, beside letters and digits.
    private static final String PLAIN = "-._~:/?#@!$&'()*+,;=%";

    private PageAddress() {}

    /// The address without a fragment; null for a link that does not lead to a page of the web.
    static @Nullable String of(String base, String link) {
        String absolute = PageLinks.absolute(base, link.strip());
        int fragment = absolute.indexOf('#');
        String text = fragment < 0 ? absolute : absolute.substring(0, fragment);
        if (text.length() > LONGEST || !text.matches("(?i)https?://[^/?#].*")) {
            return null;
        }
        try {
            var uri = new URI(encoded(text));
            if (uri.getHost() == null || uri.getRawUserInfo() != null) {
                return null;
            }
            String path = uri.getRawPath();
            return new URI(
                            uri.getScheme().toLowerCase(Locale.ROOT)
                                    + "://"
                                    + uri.getRawAuthority()
                                    + (path == null || path.isEmpty() ? "/" : path)
                                    + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()))
                    .toString();
        } catch (URISyntaxException _) {
            return null;
        }
    }

    /// Pages write all kinds of characters into their links.
    private static String encoded(String text) {
        int authority = text.indexOf('/', text.indexOf("://") + 3);
        int from = authority < 0 ? text.length() : authority;
        var out = new StringBuilder(text.substring(0, from));
        for (int i = from; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean letter = c < 0x80 && Character.isLetterOrDigit(c);
            boolean escape = c == '%' && text.substring(i).matches("(?s)%[0-9A-Fa-f]{2}.*");
            if (letter || (c != '%' && c < 0x80 && PLAIN.indexOf(c) >= 0) || escape) {
                out.append((char) c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    out.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
                }
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }
}
