package org.cairn.collect.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Well-formed UTF-8 as the Unicode standard defines it (table 3-7): no overlong forms, no
/// surrogates, nothing above U+10FFFF. Jackson is more lenient than that.
final class Utf8 {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /// Finds the first byte from `from` that does not begin a whole well-formed character before
    /// `to`; `to` when there is none.
    static int firstBad(byte[] bytes, int from, int to) {
        int at = from;
        while (true) {
            at = skipAscii(bytes, at, to);
            if (at >= to) {
                return to;
            }
            int length = lengthAt(bytes, at, to);
            if (length <= 0) {
                return at;
            }
            at += length;
        }
    }

    /// Says whether the bytes from `at` to `to` may still become one character when more follow.
    static boolean isCutOff(byte[] bytes, int at, int to) {
        return at < to && lengthAt(bytes, at, to) == 0;
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /// Bytes of the character at `at`; 0 when it is cut off at `to`, -1 when it is malformed.
    private static int lengthAt(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xff;
        if (lead < 0x80) {
            return 1;
        }
        int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
        if (length == 0) {
            return -1;
        }
        for (int i = 1; i < length; i++) {
            if (at + i >= to) {
                return 0;
            }
            int next = bytes[at + i] & 0xff;
            if (next < lowest(lead, i) || next > highest(lead, i)) {
                return -1;
            }
        }
        return length;
    }

    private static int lowest(int lead, int place) {
        return place > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    }

    private static int highest(int lead, int place) {
        return place > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    }
}
