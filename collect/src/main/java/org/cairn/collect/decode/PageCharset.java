package org.cairn.collect.decode;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The charset that a server names for a page. Pure.
public final class PageCharset {
    /// The name under which a page carries it.
    public static final String GIVEN = "charset";

    private PageCharset() {}

    /// What a page has to carry of it: the charset, where without it the page would be read in
    /// another one; else null.
    ///
    /// @param declared by the source, which goes before; null for none
    /// @param served as the server named it; null for none
    public static @Nullable String toCarry(
            Body body, @Nullable String declared, @Nullable String served) {
        if (served == null || declared != null) {
            return null;
        }
        MarkupCharset with = MarkupCharset.ofPage(body, null, served);
        return with.charset().equals(MarkupCharset.ofPage(body, null, null).charset())
                ? null
                : with.charset().name().toLowerCase(Locale.ROOT);
    }
}
