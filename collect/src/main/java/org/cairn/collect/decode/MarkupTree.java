package org.cairn.collect.decode;

import java.util.Map;
import org.cairn.kernel.ByteSpan;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/// A tree of elements whose parts know their bytes.
interface MarkupTree {
    /// An attribute with its element, which jsoup's own does not know.
    record Placed(Element owner, Attribute attribute) {}

    /// The bytes of an element or a text, from its first to its last character.
    ByteSpan spanOf(Node node);

    /// The bytes of an attribute's value without quotes.
    ByteSpan spanOf(Placed attribute);

    /// What an element says, as a value.
    String textOf(Element element);

    /// What a text says, as a value.
    String textOf(String raw);

    /// The element as the document has it.
    String sourceOf(Element element);

    /// The address that a link means.
    String absolute(String link);

    /// The namespace of an element where it counts: one that the source declares, else empty.
    String namespaceOf(Element element);

    /// The namespaces that the source declares, by prefix.
    Map<String, String> namespaces();
}
