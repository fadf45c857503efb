package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.collect.decode.ZipParts.Part;
import org.cairn.kernel.ProblemException;
import org.jspecify.annotations.Nullable;

/// The tags and texts of one part of a workbook. Names are without their prefix: no part has two
/// elements that differ in it alone where that matters. Confined to one thread.
///
/// Problems raised: those of [XmlTokens], which name the part.
final class PartTokens implements AutoCloseable {
    private final Part part;
    private final InputStream in;
    private final XmlTokens tokens;

    private PartTokens(Part part, InputStream in, XmlTokens tokens) {
        this.part = part;
        this.in = in;
        this.tokens = tokens;
    }

    static PartTokens open(Body document, Part part, Limits limits) {
        var body = new PartBody(document, part);
        MarkupCharset charset = MarkupCharset.ofXml(body, null);
        try {
            InputStream in = MarkupCharset.open(body, charset.start());
            return new PartTokens(part, in, new XmlTokens(charset.feed(in), body, limits));
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    /// From a place inside of the part on, where a tag begins.
    ///
    /// @param offset in the workbook, where its parts lie one behind the other
    static PartTokens from(Body document, Part part, long offset, Limits limits) {
        var body = new PartBody(document, part);
        MarkupCharset charset = MarkupCharset.ofXml(body, null);
        long within = offset - part.start();
        try {
            InputStream in = body.open();
            in.skipNBytes(within);
            var feed = new CharFeed(in, charset.charset(), within);
            return new PartTokens(part, in, new XmlTokens(feed, body, limits));
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    XmlTokens.Token next() {
        try {
            return tokens.next();
        } catch (ProblemException e) {
            throw DecodeProblems.of(part.name(), e);
        }
    }

    void keepText(boolean keeps) {
        tokens.keepText(keeps);
    }

    String text() {
        return tokens.text();
    }

    int depth() {
        return tokens.depth();
    }

    /// Offset in the workbook, where its parts lie one behind the other.
    long start() {
        return part.start() + tokens.start();
    }

    /// Offset in the workbook behind the token.
    long end() {
        return part.start() + tokens.end();
    }

    /// The name of the tag.
    String name() {
        return local(tokens.name());
    }

    /// The value of an attribute, whatever its prefix.
    @Nullable String attribute(String wanted) {
        for (XmlTokens.Attribute attribute : tokens.attributes()) {
            if (local(attribute.name()).equals(wanted)) {
                return attribute.value();
            }
        }
        return null;
    }

    private static String local(String name) {
        return name.substring(name.indexOf(':') + 1);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }
}
