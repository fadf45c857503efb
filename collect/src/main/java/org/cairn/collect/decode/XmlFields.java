package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.MarkupTree.Placed;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.kernel.ByteSpan;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// The fields of an element by their names: its children (`Name`), its attributes (`@id`, and `id`
/// where no child is called so) and the attributes of its children (`date/@format`). Pure.
final class XmlFields {
    private XmlFields() {}

    /// A field and its bytes.
    ///
    /// @param value [String] or [RawJson]
    record Found(Object value, ByteSpan span, Object node) {}

    static @Nullable Found find(MarkupTree tree, Element record, String name) {
        int slash = name.indexOf("/@");
        if (slash > 0) {
            List<XmlElement> owners = children(record, name.substring(0, slash));
            return owners.isEmpty()
                    ? null
                    : attribute(tree, owners.getFirst(), name.substring(slash + 2));
        }
        if (name.startsWith("@")) {
            return attribute(tree, record, name.substring(1));
        }
        List<XmlElement> named = children(record, name);
        if (named.isEmpty()) {
            return attribute(tree, record, name);
        }
        XmlElement first = named.getFirst();
        if (named.size() > 1) {
            var out = new StringBuilder("[");
            for (XmlElement each : named) {
                out.append(out.length() > 1 ? "," : "");
                json(tree, each, out);
            }
            return new Found(new RawJson(out.append(']').toString()), tree.spanOf(record), record);
        }
        if (isStructured(first)) {
            var out = new StringBuilder();
            json(tree, first, out);
            return new Found(new RawJson(out.toString()), tree.spanOf(first), first);
        }
        String text = tree.textOf(first);
        return text.isEmpty() ? null : new Found(text, tree.spanOf(first), first);
    }

    private static @Nullable Found attribute(MarkupTree tree, Element owner, String name) {
        for (Attribute attribute : owner.attributes()) {
            String key = attribute.getKey();
            if (counts(key) && (key.equals(name) || key.endsWith(":" + name))) {
                var placed = new Placed(owner, attribute);
                return attribute.getValue().isBlank()
                        ? null
                        : new Found(attribute.getValue(), tree.spanOf(placed), placed);
            }
        }
        return null;
    }

    private static boolean counts(String attribute) {
        return !attribute.startsWith("xmlns") && !attribute.startsWith("xsi:");
    }

    private static List<XmlElement> children(Element element, String name) {
        List<XmlElement> named = new ArrayList<>();
        for (Element child : element.children()) {
            if (child instanceof XmlElement xml && xml.localName().equals(name)) {
                named.add(xml);
            }
        }
        return named;
    }

    private static boolean isStructured(Element element) {
        return element.childrenSize() > 0;
    }

    /// An element as JSON: a text, or an object of its attributes (`@name`), children and, beside
    /// those, its text (`#text`); children of one name are a list.
    private static void json(MarkupTree tree, XmlElement element, StringBuilder out) {
        Map<String, List<XmlElement>> byName = new LinkedHashMap<>();
        for (Element child : element.children()) {
            if (child instanceof XmlElement xml) {
                byName.computeIfAbsent(xml.localName(), _ -> new ArrayList<>()).add(xml);
            }
        }
        boolean plain =
                byName.isEmpty()
                        && element.attributes().asList().stream()
                                .noneMatch(attribute -> counts(attribute.getKey()));
        String own = byName.isEmpty() ? tree.textOf(element) : element.ownText().strip();
        if (plain) {
            if (own.isEmpty()) {
                out.append("null");
            } else {
                MarkupJson.quote(own, out);
            }
            return;
        }
        out.append('{');
        for (Attribute attribute : element.attributes()) {
            if (counts(attribute.getKey())) {
                member("@" + attribute.getKey(), out);
                MarkupJson.quote(attribute.getValue(), out);
            }
        }
        byName.forEach((name, all) -> {
            member(name, out);
            if (all.size() == 1) {
                json(tree, all.getFirst(), out);
                return;
            }
            out.append('[');
            for (int i = 0; i < all.size(); i++) {
                out.append(i == 0 ? "" : ",");
                json(tree, all.get(i), out);
            }
            out.append(']');
        });
        if (!own.isEmpty()) {
            member("#text", out);
            MarkupJson.quote(own, out);
        }
        out.append('}');
    }

    private static void member(String name, StringBuilder out) {
        out.append(out.charAt(out.length() - 1) == '{' ? "" : ",");
        MarkupJson.quote(name, out);
        out.append(':');
    }

    /// Notes the fields of a record: a field that is a list or has elements in it is structured.
    static void note(Element record, FieldNames names) {
        for (Attribute attribute : record.attributes()) {
            if (counts(attribute.getKey())) {
                String key = attribute.getKey();
                names.note("@" + key.substring(key.indexOf(':') + 1), false);
            }
        }
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (Element child : record.children()) {
            if (child instanceof XmlElement xml) {
                int times = seen.merge(xml.localName(), 1, Integer::sum);
                names.note(xml.localName(), times > 1 || isStructured(xml));
                if (!isStructured(xml)) {
                    for (Attribute attribute : xml.attributes()) {
                        String key = attribute.getKey();
                        if (counts(key)) {
                            names.note(
                                    xml.localName() + "/@" + key.substring(key.indexOf(':') + 1),
                                    false);
                        }
                    }
                }
            }
        }
    }
}
