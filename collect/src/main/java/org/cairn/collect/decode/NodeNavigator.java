package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.cairn.collect.decode.MarkupTree.Placed;
import org.jaxen.BaseXPath;
import org.jaxen.DefaultNavigator;
import org.jaxen.XPath;
import org.jaxen.saxpath.SAXPathException;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/// Shows jsoup's tree to the XPath engine. Counts what it shows, so that no page makes an innocent
/// path run for hours. Confined to one thread.
final class NodeNavigator extends DefaultNavigator {
    private static final long serialVersionUID = 1L;
    private static final long MOST_STEPS = 300_000_000;

    private final transient MarkupTree tree;
    private long steps;

    NodeNavigator(MarkupTree tree) {
        this.tree = tree;
    }

    private void count(int shown) {
        steps += 1 + shown;
        if (steps > MOST_STEPS) {
            throw DecodeProblems.SELECTOR_FAILED
                    .says("the XPath of the declaration take too long on this document")
                    .what("more than %d nodes were looked at", MOST_STEPS)
                    .kept("the document is stored; nothing of it was used")
                    .remedy(
                            "Look from the record down (.//td) and not around it (preceding::, //).")
                    .asException();
        }
    }

    /// The string-value of XPath: all text in the element, as it is.
    static String stringValue(Element element) {
        var out = new StringBuilder();
        NodeTraversor.traverse(
                (node, _) -> {
                    if (node instanceof TextNode text) {
                        out.append(text.getWholeText());
                    } else if (node instanceof DataNode data) {
                        out.append(data.getWholeData());
                    }
                },
                element);
        return out.toString();
    }

    @Override
    public Iterator<?> getChildAxisIterator(Object node) {
        if (!(node instanceof Element element) || element.childNodeSize() == 0) {
            count(0);
            return Collections.emptyIterator();
        }
        List<Node> shown = new ArrayList<>(element.childNodeSize());
        for (int i = 0; i < element.childNodeSize(); i++) {
            Node child = element.childNode(i);
            if (child instanceof Element || isText(child) || child instanceof Comment) {
                shown.add(child);
            }
        }
        count(shown.size());
        return shown.iterator();
    }

    @Override
    public Iterator<?> getParentAxisIterator(Object node) {
        Object parent = node instanceof Placed(Element owner, _) ? owner : ((Node) node).parent();
        count(1);
        return parent == null
                ? Collections.emptyIterator()
                : Collections.singleton(parent).iterator();
    }

    @Override
    public Iterator<?> getAttributeAxisIterator(Object node) {
        if (!(node instanceof Element element) || element.attributesSize() == 0) {
            count(0);
            return Collections.emptyIterator();
        }
        List<Placed> shown = new ArrayList<>();
        for (Attribute attribute : element.attributes()) {
            if (!attribute.getKey().equals("xmlns") && !attribute.getKey().startsWith("xmlns:")) {
                shown.add(new Placed(element, attribute));
            }
        }
        count(shown.size());
        return shown.iterator();
    }

    @Override
    public Iterator<?> getNamespaceAxisIterator(Object node) {
        return Collections.emptyIterator();
    }

    @Override
    public Object getDocumentNode(Object node) {
        Node from = node instanceof Placed(Element owner, _) ? owner : (Node) node;
        return from.root();
    }

    @Override
    public String getElementNamespaceUri(Object element) {
        return tree.namespaceOf((Element) element);
    }

    @Override
    public String getElementName(Object element) {
        return ((Element) element).tag().localName();
    }

    @Override
    public String getElementQName(Object element) {
        return ((Element) element).tagName();
    }

    @Override
    public String getAttributeNamespaceUri(Object attribute) {
        return "";
    }

    @Override
    public String getAttributeName(Object attribute) {
        String key = ((Placed) attribute).attribute().getKey();
        return key.substring(key.indexOf(':') + 1);
    }

    @Override
    public String getAttributeQName(Object attribute) {
        return ((Placed) attribute).attribute().getKey();
    }

    @Override
    public boolean isDocument(Object node) {
        return node instanceof Document;
    }

    @Override
    public boolean isElement(Object node) {
        return node instanceof Element && !(node instanceof Document);
    }

    @Override
    public boolean isAttribute(Object node) {
        return node instanceof Placed;
    }

    @Override
    public boolean isNamespace(Object node) {
        return false;
    }

    @Override
    public boolean isComment(Object node) {
        return node instanceof Comment;
    }

    @Override
    public boolean isText(Object node) {
        return node instanceof TextNode || node instanceof DataNode;
    }

    @Override
    public boolean isProcessingInstruction(Object node) {
        return false;
    }

    @Override
    public String getCommentStringValue(Object comment) {
        return ((Comment) comment).getData();
    }

    @Override
    public String getElementStringValue(Object element) {
        String value = stringValue((Element) element);
        count(value.length() / 16);
        return value;
    }

    @Override
    public String getAttributeStringValue(Object attribute) {
        return ((Placed) attribute).attribute().getValue();
    }

    @Override
    public String getNamespaceStringValue(Object namespace) {
        return "";
    }

    @Override
    public String getTextStringValue(Object text) {
        return text instanceof DataNode data
                ? data.getWholeData()
                : ((TextNode) text).getWholeText();
    }

    @Override
    public @Nullable String getNamespacePrefix(Object namespace) {
        return null;
    }

    @Override
    public XPath parseXPath(String text) throws SAXPathException {
        return new BaseXPath(Objects.requireNonNull(text), this);
    }
}
