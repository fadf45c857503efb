package org.cairn.collect.fetch.site;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cairn.collect.decode.PageCharset;
import org.cairn.collect.fetch.GivenValues;
import org.jspecify.annotations.Nullable;

/// How the documents of a web site are named, and by what a page is found again: the address that
/// was asked for, which after a redirect is not the one that answered. Pure.
public final class SiteNames {
    private static final String ASKED = "asked";

    private SiteNames() {}

    static String page(String resource, int number) {
        return String.format(Locale.ROOT, "%s-%05d.html", resource, number);
    }

    static String detail(String resource, int number) {
        return detailPrefix(resource) + String.format(Locale.ROOT, "%05d.html", number);
    }

    /// How the names of pages begin that records of a resource link to.
    public static String detailPrefix(String resource) {
        return resource + "-detail-";
    }

    /// What a page carries beside its bytes.
    ///
    /// @param answered the address that answered
    /// @param charset that it needs to be told; null where it says so itself
    static Map<String, String> given(String asked, String answered, @Nullable String charset) {
        Map<String, String> given = new LinkedHashMap<>();
        if (!asked.equals(answered)) {
            given.put(ASKED, asked);
        }
        if (charset != null) {
            given.put(PageCharset.GIVEN, charset);
        }
        return given;
    }

    /// A text that stands in the stored address of each page that was asked for by this one.
    public static String searched(String address) {
        int path = address.indexOf('/', address.indexOf("://") + 3);
        // The path alone, as it is or encoded; `/` and such differ, so the longest plain word.
        String best = "";
        for (String word : address.substring(Math.max(0, path)).split("[^A-Za-z0-9._-]+", -1)) {
            best = word.length() > best.length() ? word : best;
        }
        return best.isEmpty() ? "http" : best;
    }

    /// Whether a stored address is that of a page that was asked for by this one.
    public static boolean isOf(String stored, String address) {
        String asked = GivenValues.of(stored).get(ASKED);
        if (asked != null) {
            return asked.equals(address);
        }
        int given = stored.indexOf("#given:");
        return (given < 0 ? stored : stored.substring(0, given)).equals(address);
    }
}
