package org.cairn.source.declare;

import java.util.List;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.CssPart;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.PagePlace;
import org.cairn.source.spec.Selector;
import org.cairn.source.yaml.Place;
import org.cairn.source.yaml.YamlNode;
import org.jaxen.BaseXPath;
import org.jaxen.JaxenException;
import org.jaxen.XPathSyntaxException;
import org.jsoup.select.QueryParser;
import org.jspecify.annotations.Nullable;

/// `css`, `xpath` and what else finds something in pages and XML.
final class SelectorKeys {
    private static final Shape<Selector> CSS_TEXT =
            TextShape.of("CSS selector").as(SelectorKeys::css);
    private static final Shape<Selector> XPATH_TEXT =
            TextShape.of("XPath 1.0").as(SelectorKeys::xpath);

    static final Key<Selector> CSS =
            Key.optional(
                    "css",
                    CSS_TEXT,
                    "What to take of a page, by CSS: `h3.name::text` (also without `::text`),"
                            + " `a::attr(href)`, `::own-text`, `::html`.");
    static final Key<Selector> XPATH =
            Key.optional(
                    "xpath",
                    XPATH_TEXT,
                    "What to take of a page or an XML document, by XPath 1.0 from the record.");
    static final Key<Selector> CLOUDFLARE_EMAIL =
            Key.optional(
                    "cloudflare_email",
                    TextShape.of("CSS selector").as(SelectorKeys::cloudflare),
                    "The elements in which Cloudflare hid an e-mail address, by CSS.");
    static final List<Key<?>> ORIGINS = List.of(CSS, XPATH, CLOUDFLARE_EMAIL);

    static final Key<Selector> RECORD_CSS =
            Key.optional("css", CSS_TEXT, "The elements of a page that are records, by CSS.");
    static final Key<Selector> RECORD_XPATH =
            Key.optional(
                    "xpath",
                    XPATH_TEXT,
                    "The elements that are records, by XPath; in XML only steps down, such as"
                            + " /list/item or //item[@type='x'].");
    static final Key<Selector> TABLE =
            Key.optional(
                    "table",
                    TextShape.of("number of a table, or CSS").as(SelectorKeys::table),
                    "A table of a page, whose rows are the records and whose header names their"
                            + " fields.");

    /// A place in a page of a web API: an XPath where it begins like one.
    static final Shape<PagePlace> PAGE_PLACE =
            TextShape.of("JSON path, or XPath for xml").as(SelectorKeys::pagePlace);

    private SelectorKeys() {}

    private static @Nullable PagePlace pagePlace(String text, YamlNode node, Reading reading) {
        if (text.startsWith("/") || text.startsWith("./") || text.startsWith("@")) {
            Selector selector = xpath(text, node, reading);
            return selector == null ? null : PagePlace.xpath(selector);
        }
        JsonPath path = Paths.jsonPath(text, node, reading);
        return path == null ? null : PagePlace.json(path);
    }

    /// A place that is a JSON path when it is written as a text, and a selector as a record.
    ///
    /// @param json or `selector` is there, and the other null
    record Found(@Nullable JsonPath json, @Nullable Selector selector) {}

    static Shape<Found> found(String name) {
        return new EitherShape<>(
                Paths.JSON_PATH.as((path, _, _) -> new Found(path, null)),
                null,
                RecordShape.<Found>of(
                                name,
                                "A place in a page or an XML document.",
                                List.of(CSS, XPATH),
                                in -> new Found(null, written(in)))
                        .exactlyOne());
    }

    /// The selector of a record that has one of the keys.
    static @Nullable Selector written(Values in) {
        for (Key<Selector> key :
                List.of(CSS, XPATH, CLOUDFLARE_EMAIL, RECORD_CSS, RECORD_XPATH, TABLE)) {
            Selector selector = in.find(key);
            if (selector != null) {
                return selector;
            }
        }
        return null;
    }

    private static @Nullable Selector css(String text, YamlNode node, Reading reading) {
        try {
            CssPart part = CssPart.parse(text);
            return isCss(part.query(), node, reading) ? Selector.css(text) : null;
        } catch (IllegalArgumentException e) {
            reading.error(
                    node.place(),
                    String.valueOf(e.getMessage()),
                    "Write ::text, ::own-text, ::html or ::attr(NAME) at the end.");
            return null;
        }
    }

    private static boolean isCss(String query, YamlNode node, Reading reading) {
        if (query.isEmpty()) {
            return true;
        }
        try {
            QueryParser.parse(query);
            return true;
        } catch (IllegalStateException | IllegalArgumentException e) {
            reading.error(
                    node.place(),
                    "%s is not a CSS selector: %s".formatted(Words.quoted(query), e.getMessage()),
                    "Write CSS such as div.card > h3 or a[href^=mailto].");
            return false;
        }
    }

    private static @Nullable Selector xpath(String text, YamlNode node, Reading reading) {
        try {
            new BaseXPath(text, null);
            return Selector.xpath(text);
        } catch (XPathSyntaxException e) {
            Place place =
                    node instanceof YamlNode.Scalar scalar
                            ? scalar.inside(Math.max(0, e.getPosition()))
                            : node.place();
            wrongXPath(text, String.valueOf(e.getMessage()), place, reading);
        } catch (JaxenException e) {
            wrongXPath(text, String.valueOf(e.getMessage()), node.place(), reading);
        }
        return null;
    }

    private static void wrongXPath(String text, String why, Place place, Reading reading) {
        reading.error(
                place,
                "%s is not XPath 1.0: %s".formatted(Words.quoted(text), why),
                "Write XPath such as .//td[1]/text() or @id.");
    }

    private static @Nullable Selector cloudflare(String text, YamlNode node, Reading reading) {
        return isCss(text.strip(), node, reading)
                ? new Selector(Selector.Kind.CLOUDFLARE_EMAIL, text)
                : null;
    }

    private static @Nullable Selector table(String text, YamlNode node, Reading reading) {
        boolean good = text.matches("[1-9][0-9]{0,3}") || isCss(text.strip(), node, reading);
        return good ? Selector.table(text) : null;
    }
}
