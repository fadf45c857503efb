package org.cairn.collect.decode;

import java.util.HashMap;
import java.util.Map;
import org.cairn.kernel.ByteSpan;
import org.jsoup.nodes.Attributes;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Tag;
import org.jspecify.annotations.Nullable;

/// An element of XML that knows its bytes. Confined to one thread.
final class XmlElement extends Element {
    private final String namespace;
    private final long start;
    private long end;
    private final Map<String, ByteSpan> values = new HashMap<>();

    XmlElement(XmlTokens tag, Tag named, String namespace) {
        super(named, null, new Attributes());
        this.namespace = namespace;
        this.start = tag.start();
        this.end = tag.end();
        for (XmlTokens.Attribute attribute : tag.attributes()) {
            attributes().put(attribute.name(), attribute.value());
            values.put(attribute.name(), Frame.span(attribute.start(), attribute.end()));
        }
    }

    void endAt(long offset) {
        end = offset;
    }

    ByteSpan span() {
        return Frame.span(start, end);
    }

    @Nullable ByteSpan valueSpan(String attribute) {
        return values.get(attribute);
    }

    String namespace() {
        return namespace;
    }

    String localName() {
        String name = tagName();
        return name.substring(name.indexOf(':') + 1);
    }

    /// Whether it says of itself that it has no value (`xsi:nil`).
    boolean isNil() {
        String nil = attr("xsi:nil");
        return nil.equals("true") || nil.equals("1");
    }

    /// A text of XML that knows its bytes.
    static final class XmlText extends TextNode {
        private final StringBuilder all;
        private final long start;
        private long end;

        XmlText(String text, long start, long end) {
            super("");
            this.all = new StringBuilder(text);
            this.start = start;
            this.end = end;
        }

        /// Takes the text that follows without a tag between.
        void add(String text, long until) {
            all.append(text);
            end = until;
        }

        ByteSpan span() {
            return Frame.span(start, end);
        }

        @Override
        public String getWholeText() {
            return all.toString();
        }
    }
}
