package org.cairn.collect.decode;

import java.util.HashMap;
import java.util.Map;
import org.cairn.collect.decode.XmlElement.XmlText;
import org.cairn.collect.decode.XmlTokens.Token;
import org.cairn.kernel.ByteSpan;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.parser.ParseSettings;
import org.jsoup.parser.Parser;
import org.jsoup.parser.Tag;
import org.jspecify.annotations.Nullable;

/// The tree of one record of XML. Confined to one thread.
final class XmlTree implements MarkupTree {
    private static final int MOST_ELEMENTS = 250_000;
    private static final int MOST_TAGS = 10_000;

    private final XmlTokens tokens;
    private final XmlScope scope;
    private final int mostBytes;
    private final Map<String, Tag> tags = new HashMap<>();

    XmlTree(XmlTokens tokens, XmlScope scope, int mostBytes) {
        this.tokens = tokens;
        this.scope = scope;
        this.mostBytes = mostBytes;
    }

    /// What reading a record came to.
    ///
    /// @param element null when the record is longer than may be
    record Read(@Nullable XmlElement element, ByteSpan span) {}

    /// Reads the element whose start tag is current, and leaves at its end tag. The scope has it as
    /// its innermost element already.
    Read read() {
        long start = tokens.start();
        int outer = tokens.depth();
        var root = element();
        // Paths from the root begin here: what is around the record has gone past.
        new Document(Parser.NamespaceXml, "").appendChild(root);
        XmlElement at = root;
        int elements = 1;
        boolean kept = true;
        tokens.keepText(true);
        while (true) {
            Token token = tokens.next();
            if (kept && (elements > MOST_ELEMENTS || tokens.end() - start > mostBytes)) {
                kept = false;
                tokens.keepText(false);
                root.empty();
                at = root;
            }
            if (token == Token.END && tokens.depth() < outer) {
                root.endAt(tokens.end());
                tokens.keepText(false);
                return new Read(kept ? root : null, root.span());
            }
            switch (token) {
                case START -> {
                    scope.push(tokens);
                    if (kept) {
                        var child = element();
                        at.appendChild(child);
                        at = child;
                        elements++;
                    }
                }
                case END -> {
                    scope.pop();
                    if (kept) {
                        at.endAt(tokens.end());
                        at = parent(at);
                    }
                }
                case TEXT -> {
                    if (kept) {
                        addText(at);
                    }
                }
                case EOF -> throw new IllegalStateException("ends inside an element");
            }
        }
    }

    private XmlElement element() {
        String name = tokens.name();
        Tag tag = tags.get(name);
        if (tag == null) {
            tag = Tag.valueOf(name, Parser.NamespaceXml, ParseSettings.preserveCase);
            if (tags.size() < MOST_TAGS) {
                tags.put(name, tag);
            }
        }
        return new XmlElement(tokens, tag, scope.namespace(name));
    }

    private static XmlElement parent(XmlElement element) {
        return element.parent() instanceof XmlElement parent ? parent : element;
    }

    private void addText(XmlElement at) {
        Node last = at.childNodeSize() == 0 ? null : at.childNode(at.childNodeSize() - 1);
        if (last instanceof XmlText text) {
            text.add(tokens.text(), tokens.end());
        } else if (!tokens.text().isEmpty()) {
            at.appendChild(new XmlText(tokens.text(), tokens.start(), tokens.end()));
        }
    }

    @Override
    public ByteSpan spanOf(Node node) {
        return switch (node) {
            case XmlElement element -> element.span();
            case XmlText text -> text.span();
            default -> new ByteSpan(0, 0);
        };
    }

    @Override
    public ByteSpan spanOf(Placed attribute) {
        ByteSpan span =
                attribute.owner() instanceof XmlElement owner
                        ? owner.valueSpan(attribute.attribute().getKey())
                        : null;
        return span == null ? spanOf(attribute.owner()) : span;
    }

    @Override
    public String textOf(Element element) {
        return element instanceof XmlElement xml && xml.isNil()
                ? ""
                : NodeNavigator.stringValue(element).strip();
    }

    @Override
    public String textOf(String raw) {
        return raw.strip();
    }

    @Override
    public String sourceOf(Element element) {
        return NodeNavigator.stringValue(element);
    }

    @Override
    public String absolute(String link) {
        return link;
    }

    @Override
    public String namespaceOf(Element element) {
        return element instanceof XmlElement xml ? xml.namespace() : "";
    }

    @Override
    public Map<String, String> namespaces() {
        return scope.declared();
    }
}
