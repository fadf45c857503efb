package org.cairn.source.spec;

import java.util.Locale;

/// Where something stands in a page or an XML document, in the words of the declaration.
///
/// @param text of the kind's own syntax; for CSS it may end in one of the parts that [CssPart]
///   knows
public record Selector(Kind kind, String text) {
    /// The language of a selector.
    public enum Kind {
        /// CSS 3 as jsoup reads it.
        CSS,
        /// XPath 1.0; for the records of XML the part of it that [XmlPath] can follow in a stream.
        XPATH,
        /// A table of a page: its number from 1, or CSS. Its rows are the records.
        TABLE,
        /// CSS of elements in which Cloudflare hid an e-mail address.
        CLOUDFLARE_EMAIL;

        /// The key in declarations and stored mappings.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Selector css(String text) {
        return new Selector(Kind.CSS, text);
    }

    public static Selector xpath(String text) {
        return new Selector(Kind.XPATH, text);
    }

    public static Selector table(String text) {
        return new Selector(Kind.TABLE, text);
    }

    /// As the declaration names it: `css h3.name::text`.
    @Override
    public String toString() {
        return kind.key() + " " + text;
    }
}
