package org.cairn.collect.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Searches arrays for bytes, eight at a time.
///
/// A byte of a word equals the wanted one where their XOR is zero; `(x - 0x01…) & ~x & 0x80…` sets
/// the high bit of zero bytes, exactly so for the lowest one, which is all that is used. (Henry S.
/// Warren, Hacker's Delight, 2nd edition, 6-1.) Words are read little-endian: lowest byte first.
final class ByteScan {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private ByteScan() {}

    /// A byte in all eight places of a word.
    static long everywhere(byte b) {
        return (b & 0xffL) * ONES;
    }

    /// Index of the first `b` from `from`, or `to`.
    static int find(byte[] bytes, int from, int to, byte b) {
        long pattern = everywhere(b);
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long hits = zeros((long) LONGS.get(bytes, at) ^ pattern);
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (at < to && bytes[at] != b) {
            at++;
        }
        return at;
    }

    /// Index of the first of three bytes from `from`, or `to`.
    ///
    /// @param a and `b`, `c` made by [#everywhere]
    static int findAny(byte[] bytes, int from, int to, long a, long b, long c) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) LONGS.get(bytes, at);
            long hits = zeros(word ^ a) | zeros(word ^ b) | zeros(word ^ c);
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (at < to && bytes[at] != (byte) a && bytes[at] != (byte) b && bytes[at] != (byte) c) {
            at++;
        }
        return at;
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }
}
