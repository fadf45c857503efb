package org.cairn.collect.decode;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a link of a page leads, as an address that can be asked for. Pure: the same link of the
/// same page gives the same address when it is fetched, loaded and traced.
final class PageAddress {
    private static final int LONGEST = 8_000;
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "(?i)(https?)://([^/?#]{1,300})([^?#]*)(\\?[^#]*)?(#.*)?", Pattern.DOTALL);
    // A user or a password in an address is a secret, and pages do not link with those.
    private static final Pattern SERVER =
            Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");
    // What browsers send as it stands, beside letters and digits.
    private static final String PLAIN = "-._~:/?@!$&'()*+,;=";

    private PageAddress() {}

    /// The address without a fragment; null for a link that does not lead to a page of the web.
    static @Nullable String of(String base, String link) {
        String absolute = PageLinks.absolute(base, link.strip());
        Matcher parts = ADDRESS.matcher(absolute);
        if (absolute.length() > LONGEST
                || !parts.matches()
                || !SERVER.matcher(parts.group(2)).matches()) {
            return null;
        }
        String query = parts.group(4);
        return parts.group(1).toLowerCase(Locale.ROOT)
                + "://"
                + parts.group(2)
                + (parts.group(3).isEmpty() ? "/" : encoded(parts.group(3)))
                + (query == null ? "" : encoded(query));
    }

    /// Whether an address is that of another page of the same listing: the same by another query,
    /// or below `page/`.
    static boolean isPageOf(String listing, String other) {
        Matcher a = ADDRESS.matcher(listing);
        Matcher b = ADDRESS.matcher(other);
        if (!a.matches() || !b.matches() || !a.group(2).equals(b.group(2))) {
            return false;
        }
        String path = a.group(3);
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return a.group(3).equals(b.group(3)) || b.group(3).startsWith(path + "/page/");
    }

    /// Pages write all kinds of characters into their links.
    private static String encoded(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean plain =
                    c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)
                            || (c == '%' && isHex(text, i + 1) && isHex(text, i + 2));
            if (plain) {
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

    private static boolean isHex(String text, int at) {
        return at < text.length() && Character.digit(text.charAt(at), 16) >= 0;
    }
}
