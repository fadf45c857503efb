package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.MarkupTree.Placed;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.CssPart;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FieldSpec.FieldOrigin.Links;
import org.cairn.source.spec.FieldSpec.FieldOrigin.Take;
import org.cairn.source.spec.Selector;
import org.jaxen.BaseXPath;
import org.jaxen.JaxenException;
import org.jaxen.NamespaceContext;
import org.jaxen.XPath;
import org.jaxen.function.StringFunction;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.Collector;
import org.jsoup.select.Evaluator;
import org.jsoup.select.QueryParser;
import org.jspecify.annotations.Nullable;

/// Takes values out of elements by selectors, each with its place. Confined to one thread.
final class Picker {
    private final MarkupTree tree;
    private final NodeNavigator navigator;
    private final Map<String, XPath> paths = new HashMap<>();
    private final Map<String, CssPart> parts = new HashMap<>();
    private final Map<String, Evaluator> queries = new HashMap<>();

    Picker(MarkupTree tree) {
        this.tree = tree;
        this.navigator = new NodeNavigator(tree);
    }

    /// A value and the bytes that say it.
    ///
    /// @param node where it stands: an element, a text or a [Placed]; null for a value that an
    ///   XPath function made
    record Picked(String text, ByteSpan span, @Nullable Object node) {}

    /// The value of an origin in an element: [String], or [RawJson] where all are taken; null when
    /// there is none.
    @Nullable Object value(Element element, FieldOrigin.Select origin) {
        if (origin.take() == Take.FIRST) {
            Picked first = first(element, origin);
            return first == null ? null : first.text();
        }
        List<Picked> all = pick(element, origin, Integer.MAX_VALUE);
        if (all.isEmpty()) {
            return null;
        }
        return new RawJson(json(all));
    }

    static String json(List<Picked> all) {
        var out = new StringBuilder("[");
        for (Picked picked : all) {
            if (out.length() > 1) {
                out.append(',');
            }
            MarkupJson.quote(picked.text(), out);
        }
        return out.append(']').toString();
    }

    /// The first value of an origin in an element.
    @Nullable Picked first(Element element, FieldOrigin.Select origin) {
        List<Picked> found = pick(element, origin, 1);
        return found.isEmpty() ? null : found.getFirst();
    }

    /// The values of an origin in an element, in document order, empty ones left out.
    List<Picked> pick(Element element, FieldOrigin.Select origin, int most) {
        Selector selector = origin.selector();
        List<Picked> found =
                switch (selector.kind()) {
                    case CSS, TABLE -> byCss(element, selector.text(), most);
                    case XPATH -> byXPath(element, selector.text(), most);
                    case CLOUDFLARE_EMAIL -> hidden(element, selector.text(), most);
                };
        return origin.links() == Links.AS_WRITTEN
                ? found
                : found.stream()
                        .map(one -> new Picked(tree.absolute(one.text()), one.span(), one.node()))
                        .toList();
    }

    /// The elements that a selector finds in an element.
    ///
    /// Problems raised: `selector-failed` for an XPath that finds something else.
    List<Element> elements(Element element, Selector selector) {
        if (selector.kind() != Selector.Kind.XPATH) {
            String query = selector.text().strip();
            return query.isEmpty() ? List.of(element) : Collector.collect(query(query), element);
        }
        List<Element> found = new ArrayList<>();
        for (Object node : select(element, selector.text())) {
            if (!(node instanceof Element one)) {
                throw failed(selector.text(), "it finds values, and records are elements", null);
            }
            found.add(one);
        }
        return found;
    }

    private Evaluator query(String css) {
        return queries.computeIfAbsent(css, QueryParser::parse);
    }

    private Iterator<Element> matches(Element element, String query) {
        return query.isEmpty()
                ? List.of(element).iterator()
                : element.selectStream(query(query)).iterator();
    }

    private List<Picked> byCss(Element element, String text, int most) {
        CssPart part = parts.computeIfAbsent(text, CssPart::parse);
        List<Picked> found = new ArrayList<>();
        Iterator<Element> matches = matches(element, part.query());
        while (found.size() < most && matches.hasNext()) {
            Picked picked = part(matches.next(), part);
            if (picked != null) {
                found.add(picked);
            }
        }
        return found;
    }

    private @Nullable Picked part(Element element, CssPart part) {
        return switch (part.part()) {
            case TEXT -> picked(tree.textOf(element), tree.spanOf(element), element);
            case OWN_TEXT -> picked(tree.textOf(element.ownText()), tree.spanOf(element), element);
            case HTML -> picked(tree.sourceOf(element), tree.spanOf(element), element);
            case ATTRIBUTE -> attribute(element, part.attribute());
        };
    }

    private @Nullable Picked attribute(Element element, String name) {
        var attribute = element.attribute(name);
        if (attribute == null) {
            return null;
        }
        var placed = new Placed(element, attribute);
        return picked(attribute.getValue(), tree.spanOf(placed), placed);
    }

    private static @Nullable Picked picked(String text, ByteSpan span, @Nullable Object node) {
        return text.isBlank() ? null : new Picked(text, span, node);
    }

    private List<Picked> byXPath(Element element, String text, int most) {
        List<Picked> found = new ArrayList<>();
        for (Object node : select(element, text)) {
            Picked picked =
                    switch (node) {
                        case Element one -> picked(tree.textOf(one), tree.spanOf(one), one);
                        case TextNode one ->
                                picked(tree.textOf(one.getWholeText()), tree.spanOf(one), one);
                        case DataNode one ->
                                picked(tree.textOf(one.getWholeData()), tree.spanOf(one), one);
                        case Placed one ->
                                picked(one.attribute().getValue(), tree.spanOf(one), one);
                        case Node one -> picked(one.nodeValue(), tree.spanOf(one), one);
                        default ->
                                picked(
                                        tree.textOf(StringFunction.evaluate(node, navigator)),
                                        tree.spanOf(element),
                                        null);
                    };
            if (picked != null) {
                found.add(picked);
            }
            if (found.size() >= most) {
                break;
            }
        }
        return found;
    }

    private List<?> select(Element element, String text) {
        try {
            XPath path = paths.get(text);
            if (path == null) {
                path = new BaseXPath(text, navigator);
                NamespaceContext known = prefix -> tree.namespaces().get(prefix);
                path.setNamespaceContext(known);
                paths.put(text, path);
            }
            return path.selectNodes(element);
        } catch (JaxenException e) {
            throw failed(text, String.valueOf(e.getMessage()), e);
        }
    }

    private static ProblemException failed(String path, String why, @Nullable Exception cause) {
        return DecodeProblems.SELECTOR_FAILED
                .says("the XPath '%s' cannot be followed", path)
                .what("%s", why)
                .kept("the document is stored; nothing of it was used")
                .remedy("Correct it in the declaration.")
                .asException(cause);
    }

    private List<Picked> hidden(Element element, String query, int most) {
        List<Picked> found = new ArrayList<>();
        Iterator<Element> matches = matches(element, query.strip());
        while (found.size() < most && matches.hasNext()) {
            Element match = matches.next();
            Element coded = match.selectFirst("[data-cfemail]");
            Picked picked =
                    attribute(
                            coded == null ? match : coded, coded == null ? "href" : "data-cfemail");
            String address = picked == null ? null : HiddenAddress.of(picked.text());
            if (picked != null && address != null) {
                found.add(new Picked(address, picked.span(), picked.node()));
            }
        }
        return found;
    }
}
