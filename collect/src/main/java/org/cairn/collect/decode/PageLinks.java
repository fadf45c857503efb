package org.cairn.collect.decode;

import org.jsoup.nodes.Element;

/// Links as full addresses.
final class PageLinks {
    private PageLinks() {}

    /// A link as it is meant on a page with this address; as it is written where the address is not
    /// known or the link is none.
    static String absolute(String base, String link) {
        var anchor = new Element("a");
        anchor.setBaseUri(base);
        anchor.attr("href", link.strip());
        String absolute = anchor.absUrl("href");
        return absolute.isEmpty() ? link : absolute;
    }
}
