package org.cairn.collect.decode;

import java.util.Iterator;
import java.util.Map;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.ProblemException;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/// One page as a tree, held in memory whole: that is why it has limits. Confined to one thread.
final class HtmlPage implements MarkupTree {
    static final int MOST_BYTES = 32 << 20;
    static final int MOST_TAGS = 800_000;
    static final int MOST_ELEMENTS = 500_000;

    private final PageText text;
    private final Document document;
    private final MarkupCharset charset;

    private HtmlPage(PageText text, Document document, MarkupCharset charset) {
        this.text = text;
        this.document = document;
        this.charset = charset;
    }

    /// Problems raised: `page-too-large`, `too-deep`, `encoding-unreadable`, `document-unreadable`.
    static HtmlPage parse(Body body, RecordPlan plan) {
        if (body.lengthBytes() > MOST_BYTES) {
            throw tooLarge("%d bytes; %d are allowed".formatted(body.lengthBytes(), MOST_BYTES));
        }
        MarkupCharset charset =
                MarkupCharset.ofPage(
                        body, plan.input().encoding(), plan.given().get(PageCharset.GIVEN));
        PageText text = PageText.read(body, charset);
        if (text.tags() > MOST_TAGS) {
            throw tooLarge("%d tags; %d are allowed".formatted(text.tags(), MOST_TAGS));
        }
        int deepest = plan.limits().depth();
        Document document = tree(text, base(plan), deepest);
        NodeTraversor.traverse(
                (_, depth) -> {
                    if (depth > deepest) {
                        throw tooDeep(deepest);
                    }
                },
                document);
        return new HtmlPage(text, document, charset);
    }

    private static String base(RecordPlan plan) {
        String declared = plan.input().markup().baseUrl();
        String fetched = plan.url();
        if (declared != null) {
            return declared;
        }
        return fetched != null && fetched.matches("https?://.*") ? fetched : "";
    }

    /// Built element by element, because a short page may unfold to a large tree.
    private static Document tree(PageText text, String base, int deepest) {
        Parser parser = Parser.htmlParser().setTrackPosition(true).setMaxDepth(deepest + 5);
        try (var stream = new StreamParser(parser).parse(text.reader(), base)) {
            Iterator<Element> elements = stream.iterator();
            for (int n = 0; elements.hasNext(); n++) {
                elements.next();
                if (n > MOST_ELEMENTS) {
                    throw tooLarge("more than %d elements".formatted(MOST_ELEMENTS));
                }
            }
            return stream.document();
        }
    }

    private static ProblemException tooLarge(String how) {
        return DecodeProblems.PAGE_TOO_LARGE
                .says("the page is too large to be held as a tree")
                .what("it has %s", how)
                .kept("the document is stored; nothing of it was used")
                .remedy("Ask the publisher for the data as a file, or fetch the list in parts.")
                .asException();
    }

    private static ProblemException tooDeep(int deepest) {
        return DecodeProblems.TOO_DEEP
                .says("the document nests deeper than %d levels", deepest)
                .kept("the document is stored; nothing of it was used")
                .remedy("Look at the document and ask the publisher.")
                .asException();
    }

    Document document() {
        return document;
    }

    PageText text() {
        return text;
    }

    MarkupCharset charset() {
        return charset;
    }

    @Override
    public ByteSpan spanOf(Node node) {
        Range range = node.sourceRange();
        if (!range.isTracked()) {
            return text.span(0, 0);
        }
        int start = node instanceof Element element ? startOf(element) : range.startPos();
        return text.span(start, Math.max(start, endOf(node)));
    }

    private static int endOf(Node node) {
        int end = node.sourceRange().endPos();
        if (node instanceof Element element && element.endSourceRange().isTracked()) {
            return Math.max(end, element.endSourceRange().endPos());
        }
        return end;
    }

    /// Where an element begins. One that the page left open is opened again in the next block, as
    /// if its tag stood there once more: that begins with what is in it.
    private static int startOf(Element element) {
        int start = element.sourceRange().startPos();
        Node before = element.previousSibling();
        Element parent = element.parent();
        int earliest = before != null ? endOf(before) : parent == null ? 0 : startOf(parent);
        if (start >= earliest) {
            return start;
        }
        Node first = element.childNodeSize() == 0 ? null : element.childNode(0);
        if (first instanceof Element inner) {
            return Math.max(earliest, inner.sourceRange().startPos());
        }
        return first == null ? earliest : Math.max(earliest, first.sourceRange().startPos());
    }

    @Override
    public ByteSpan spanOf(Placed attribute) {
        Range.AttributeRange range =
                attribute.owner().attributes().sourceRange(attribute.attribute().getKey());
        return range.isTracked()
                ? text.span(range.valueRange().startPos(), range.valueRange().endPos())
                : spanOf(attribute.owner());
    }

    @Override
    public String textOf(Element element) {
        return element.text().strip();
    }

    @Override
    public String textOf(String raw) {
        return org.jsoup.internal.StringUtil.normaliseWhitespace(raw).strip();
    }

    @Override
    public String sourceOf(Element element) {
        Range range = element.sourceRange();
        Range last = element.endSourceRange();
        return range.isTracked() && last.isTracked()
                ? text.text(range.startPos(), Math.max(range.startPos(), last.endPos()))
                : element.outerHtml();
    }

    @Override
    public String absolute(String link) {
        return PageLinks.absolute(document.baseUri(), link);
    }

    @Override
    public String namespaceOf(Element element) {
        return "";
    }

    @Override
    public Map<String, String> namespaces() {
        return Map.of();
    }

    /// The title, for a person who wonders which page this is.
    @Nullable String title() {
        String title = document.title().strip();
        return title.isEmpty() ? null : title.length() > 60 ? title.substring(0, 60) + "…" : title;
    }
}
