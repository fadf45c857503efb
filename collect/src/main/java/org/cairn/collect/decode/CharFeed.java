package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The characters of a document as they stream past, each with the bytes that say it. Bytes that
/// say nothing in the charset are a U+FFFD that [#isMalformed]. Confined to one thread.
///
/// Of the two halves of a supplementary character the first has all its bytes.
final class CharFeed {
    static final char REPLACEMENT = '\uFFFD';
    private static final int BUFFER = 1 << 16;

    /// More bytes than any charset takes for one character, escape sequences before it included.
    private static final int MOST = 32;

    private final InputStream in;
    private final byte[] bytes = new byte[BUFFER];
    private final boolean utf8;
    private final char @Nullable [] table;
    private final @Nullable CharsetDecoder decoder;
    private final CharBuffer one = CharBuffer.allocate(2);
    private long base;
    private int at;
    private int limit;
    private boolean ended;
    private char pending;
    private long start;
    private long end;
    private boolean malformed;

    /// @param in at the first byte of the text, behind a byte order mark
    /// @param offset of that byte in the document
    CharFeed(InputStream in, Charset charset, long offset) {
        this.in = in;
        this.base = offset;
        this.end = offset;
        this.utf8 = charset.equals(StandardCharsets.UTF_8);
        this.table = utf8 ? null : table(charset);
        this.decoder =
                utf8 || table != null
                        ? null
                        : charset.newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /// What each byte says, for a charset in which one byte is one character.
    private static char @Nullable [] table(Charset charset) {
        CharsetDecoder decoder =
                charset.newDecoder().onUnmappableCharacter(CodingErrorAction.REPLACE);
        if (decoder.averageCharsPerByte() != 1.0f || decoder.maxCharsPerByte() != 1.0f) {
            return null;
        }
        char[] table = new char[256];
        for (int b = 0; b < table.length; b++) {
            String text = new String(new byte[] {(byte) b}, charset);
            if (text.length() != 1) {
                return null;
            }
            table[b] = text.charAt(0);
        }
        return table;
    }

    /// The next character, or -1 behind the last.
    int next() throws IOException {
        if (pending != 0) {
            char low = pending;
            pending = 0;
            start = end;
            return low;
        }
        if (limit - at < MOST && !ended) {
            fill();
        }
        if (at == limit) {
            start = end;
            return -1;
        }
        start = base + at;
        malformed = false;
        int c;
        if (utf8) {
            c = utf8();
        } else if (table != null) {
            c = table[bytes[at++] & 0xff];
            malformed = c == REPLACEMENT;
        } else {
            c = decoded();
            if (c < 0 && !ended) {
                return next();
            }
        }
        end = base + at;
        return c;
    }

    /// Offset of the first byte of the character that [#next] gave last.
    long start() {
        return start;
    }

    /// Offset behind its last byte.
    long end() {
        return end;
    }

    /// Whether it stands for bytes that are no text.
    boolean isMalformed() {
        return malformed;
    }

    private void fill() throws IOException {
        System.arraycopy(bytes, at, bytes, 0, limit - at);
        base += at;
        limit -= at;
        at = 0;
        while (limit < MOST && !ended) {
            int n = in.read(bytes, limit, bytes.length - limit);
            if (n < 0) {
                ended = true;
            } else {
                limit += n;
            }
        }
    }

    private int utf8() {
        int first = bytes[at] & 0xff;
        if (first < 0x80) {
            at++;
            return first;
        }
        int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (at + length > limit || Utf8.firstBad(bytes, at, at + length) < at + length) {
            at++;
            malformed = true;
            return REPLACEMENT;
        }
        int point = first & (0x7f >> length);
        for (int i = 1; i < length; i++) {
            point = point << 6 | (bytes[at + i] & 0x3f);
        }
        at += length;
        if (point < 0x10000) {
            return point;
        }
        pending = Character.lowSurrogate(point);
        return Character.highSurrogate(point);
    }

    private int decoded() {
        CharsetDecoder by = Objects.requireNonNull(decoder);
        var rest = ByteBuffer.wrap(bytes, at, limit - at);
        // Room for one, so that no further byte is read than the first character takes.
        for (int room = 1; room <= 2; room++) {
            one.clear().limit(room);
            CoderResult result = by.decode(rest, one, ended);
            if (one.position() == 0 && result.isOverflow()) {
                continue;
            }
            if (one.position() == 0 && result.isError()) {
                at = rest.position() + result.length();
                by.reset();
                malformed = true;
                return REPLACEMENT;
            }
            at = rest.position();
            break;
        }
        if (one.position() == 0) {
            boolean idle = at == limit;
            at = limit;
            malformed = !idle;
            return idle ? -1 : REPLACEMENT;
        }
        pending = one.position() == 2 ? one.get(1) : 0;
        return one.get(0);
    }
}
