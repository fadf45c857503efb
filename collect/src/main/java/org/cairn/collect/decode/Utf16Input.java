package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;

/// UTF-16 as UTF-8, so that its characters can be told apart by their bytes.
///
/// Each unit of two bytes gives one byte that is no continuation of another (a pair of surrogates
/// gives one that counts for two), by which [ByteWindow] finds the place in the document again.
/// Half a pair becomes three bytes that are not text in UTF-8, and half a unit at the end one such
/// byte, so that nothing wrong gets lost. Confined to one thread.
final class Utf16Input extends InputStream {
    private static final int CHUNK = 1 << 13;
    private static final byte HALF_A_UNIT = (byte) 0xbf;

    private final InputStream in;
    private final Order order;
    private final byte[] read = new byte[CHUNK];
    private byte[] made = new byte[CHUNK * 2];
    private int at;
    private int end;

    /// A high surrogate whose other half is in the next chunk; 0 for none.
    private char high;

    private boolean ended;

    /// Which byte of a unit comes first.
    enum Order {
        BIG,
        LITTLE
    }

    Utf16Input(InputStream in, Order order) {
        this.in = in;
        this.order = order;
    }

    @Override
    public int read() throws IOException {
        return at < end || fill() ? made[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == end && !fill()) {
            return -1;
        }
        int n = Math.min(length, end - at);
        System.arraycopy(made, at, to, offset, n);
        at += n;
        return n;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = 0;
        while (end == 0 && !ended) {
            int n = in.readNBytes(read, 0, CHUNK);
            ended = n < CHUNK;
            for (int i = 0; i + 1 < n; i += 2) {
                unit((char) (order == Order.BIG ? pair(i, i + 1) : pair(i + 1, i)));
            }
            if (ended) {
                finish(n);
            }
        }
        return end > 0;
    }

    private int pair(int first, int second) {
        return ((read[first] & 0xff) << 8) | (read[second] & 0xff);
    }

    private void finish(int bytes) {
        flushHigh();
        if (bytes % 2 == 1) {
            put(HALF_A_UNIT);
        }
    }

    private void flushHigh() {
        if (high != 0) {
            three(high);
            high = 0;
        }
    }

    private void unit(char unit) {
        if (high != 0 && Character.isLowSurrogate(unit)) {
            int point = Character.toCodePoint(high, unit);
            high = 0;
            put(0xf0 | (point >> 18));
            put(0x80 | ((point >> 12) & 0x3f));
            put(0x80 | ((point >> 6) & 0x3f));
            put(0x80 | (point & 0x3f));
            return;
        }
        flushHigh();
        if (Character.isHighSurrogate(unit)) {
            high = unit;
        } else if (unit < 0x80) {
            put(unit);
        } else if (unit < 0x800) {
            put(0xc0 | (unit >> 6));
            put(0x80 | (unit & 0x3f));
        } else {
            three(unit);
        }
    }

    private void three(char unit) {
        put(0xe0 | (unit >> 12));
        put(0x80 | ((unit >> 6) & 0x3f));
        put(0x80 | (unit & 0x3f));
    }

    private void put(int b) {
        made[end++] = (byte) b;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
