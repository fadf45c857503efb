package org.cairn.collect.decode;

import java.util.ArrayDeque;
import java.util.Deque;
import org.cairn.collect.decode.MarkupTree.Placed;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

/// Where a node stands, as an XPath from an element or, where it is outside of that, from the root.
final class NodePath {
    private NodePath() {}

    static String of(@Nullable Object node, Element from) {
        return switch (node) {
            case Placed(Element owner, var attribute) ->
                    elements(owner, from) + "/@" + attribute.getKey();
            case Element element -> elements(element, from);
            case Node text when text.parent() instanceof Element parent ->
                    elements(parent, from) + "/text()";
            case null, default -> ".";
        };
    }

    private static String elements(Element element, Element from) {
        Deque<String> steps = new ArrayDeque<>();
        Element at = element;
        while (at != null && !at.equals(from) && at.parent() != null) {
            steps.push(step(at));
            at = at.parent();
        }
        String root = from.equals(at) && from.parent() != null ? "." : "";
        return steps.isEmpty() ? "." : root + "/" + String.join("/", steps);
    }

    private static String step(Element element) {
        Element parent = element.parent();
        int place = 0;
        int same = 0;
        if (parent != null) {
            for (Element sibling : parent.children()) {
                if (sibling.tagName().equals(element.tagName())) {
                    same++;
                    place = sibling.equals(element) ? same : place;
                }
            }
        }
        return same > 1 ? "%s[%d]".formatted(element.tagName(), place) : element.tagName();
    }
}
