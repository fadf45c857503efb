package org.cairn.collect.decode;

import java.io.CharArrayReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Arrays;
import org.cairn.kernel.ByteSpan;

/// The characters of one page in memory, each with its bytes. Read only once it is made.
final class PageText {
    /// Bad bytes kept apart by place; a page with more is not in its charset at all.
    private static final int MOST_MALFORMED = 10_000;

    private static final int BLOCK = 256;

    private char[] chars;
    private byte[] widths;
    private int length;
    private long[] blocks;
    private final long[] malformed = new long[MOST_MALFORMED];
    private int malformedCount;
    private int tags;
    private final int mark;

    private PageText(int bytes, int mark) {
        this.chars = new char[bytes + 1];
        this.widths = new byte[bytes + 1];
        this.blocks = new long[0];
        this.mark = mark;
    }

    /// Problems raised: `encoding-unreadable` when too much of it is no text,
    /// `document-unreadable`.
    static PageText read(Body body, MarkupCharset charset) {
        var text = new PageText(Math.toIntExact(body.lengthBytes()), charset.start());
        try (InputStream in = MarkupCharset.open(body, charset.start())) {
            CharFeed feed = charset.feed(in);
            for (int c = feed.next(); c >= 0; c = feed.next()) {
                text.add((char) c, feed, charset);
            }
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
        text.finish();
        return text;
    }

    private void add(char c, CharFeed feed, MarkupCharset charset) {
        if (length == chars.length) {
            // More characters than bytes: no charset we know does so, but memory must not tell.
            chars = Arrays.copyOf(chars, length * 2);
            widths = Arrays.copyOf(widths, length * 2);
        }
        widths[length] = (byte) (feed.end() - feed.start());
        chars[length++] = c;
        if (c == '<') {
            tags++;
        }
        if (feed.isMalformed()) {
            if (malformedCount == MOST_MALFORMED) {
                throw DecodeProblems.ENCODING_UNREADABLE
                        .says("the document is not text in %s", charset.charset().name())
                        .what(
                                "more than %d places are not; the first is at byte %d",
                                MOST_MALFORMED, malformed[0])
                        .kept("the document is stored; nothing of it was used")
                        .remedy("Declare the encoding it is really in: encoding: windows-1252")
                        .with("offset", malformed[0])
                        .asException();
            }
            malformed[malformedCount++] = feed.start();
        }
    }

    private void finish() {
        blocks = new long[length / BLOCK + 1];
        long at = mark;
        for (int i = 0; i < length; i++) {
            if (i % BLOCK == 0) {
                blocks[i / BLOCK] = at;
            }
            at += widths[i];
        }
        if (length % BLOCK == 0) {
            blocks[length / BLOCK] = at;
        }
    }

    Reader reader() {
        return new CharArrayReader(chars, 0, length);
    }

    /// How many characters begin a tag: no tree of the page has many more nodes.
    int tags() {
        return tags;
    }

    /// The bytes of the characters `[from, to)`.
    ByteSpan span(int from, int to) {
        long start = byteAt(from);
        return new ByteSpan(start, (int) (byteAt(Math.max(from, to)) - start));
    }

    /// Offset in the document of the first byte of a character.
    private long byteAt(int place) {
        int within = Math.min(place, length);
        long at = blocks[within / BLOCK];
        for (int i = within / BLOCK * BLOCK; i < within; i++) {
            at += widths[i];
        }
        return at;
    }

    String text(int from, int to) {
        return new String(chars, from, to - from);
    }

    /// Offset of the first byte in a span that is no text; -1 when all is.
    long malformedIn(ByteSpan span) {
        int i = Arrays.binarySearch(malformed, 0, malformedCount, span.offset());
        int at = i < 0 ? -i - 1 : i;
        return at < malformedCount && malformed[at] < span.offset() + span.length()
                ? malformed[at]
                : -1;
    }
}
