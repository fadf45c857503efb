package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The bytes of a JSON document on their way to the parser: without a byte order mark, refused when
/// they are UTF-16 or UTF-32, and cut before the first byte that is not UTF-8.
///
/// The parser sees offset 0 where the document has [#base]. Confined to one thread.
final class Utf8Feed extends InputStream {
    private static final int SNIFFED_BYTES = 4;

    private final InputStream in;
    private final long base;
    // Bytes read from `in` but not yet given out: the sniffed head, or a character cut in two.
    private byte[] held;
    private long delivered;
    private long badOffset = -1;

    /// @throws MalformedBytes when the head looks like UTF-16 or UTF-32
    Utf8Feed(InputStream in) throws IOException {
        this.in = in;
        byte[] head = in.readNBytes(SNIFFED_BYTES);
        Encodings.refuseWide(head, head.length);
        boolean marked = Encodings.startsWithMark(head, head.length);
        this.base = marked ? Encodings.MARK_BYTES : 0;
        this.held = marked ? Arrays.copyOfRange(head, Encodings.MARK_BYTES, head.length) : head;
    }

    /// Bytes of the document before what the parser counts as 0.
    long base() {
        return base;
    }

    /// Offset in the document behind the last byte given to the parser.
    long reach() {
        return base + delivered;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (badOffset >= 0) {
            throw new MalformedBytes(badOffset);
        }
        int kept = Math.min(held.length, length);
        System.arraycopy(held, 0, to, offset, kept);
        held = Arrays.copyOfRange(held, kept, held.length);
        int end = offset + kept;
        int good = offset;
        while (good == offset) {
            int n = end == offset + length ? 0 : in.read(to, end, offset + length - end);
            if (n < 0) {
                return atEnd(to, offset, end);
            }
            end += n;
            good = Utf8.firstBad(to, offset, end);
            if (good < end && !Utf8.isCutOff(to, good, end)) {
                badOffset = reach() + (good - offset);
                end = good;
                if (good == offset) {
                    throw new MalformedBytes(badOffset);
                }
            } else if (good == offset && end == offset + length) {
                throw new IllegalArgumentException("room for a whole character is needed");
            }
        }
        held = Arrays.copyOfRange(to, good, end);
        delivered += good - offset;
        return good - offset;
    }

    private int atEnd(byte[] to, int offset, int end) {
        int good = Utf8.firstBad(to, offset, end);
        if (good < end) {
            badOffset = reach() + (good - offset);
            if (good == offset) {
                throw new MalformedBytes(badOffset);
            }
        }
        delivered += good - offset;
        return good == offset ? -1 : good - offset;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /// Bytes that are not UTF-8, found while the parser reads.
    static final class MalformedBytes extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long offset;

        MalformedBytes(long offset) {
            super("not UTF-8 at byte " + offset, null, false, false);
            this.offset = offset;
        }

        long offset() {
            return offset;
        }
    }
}
