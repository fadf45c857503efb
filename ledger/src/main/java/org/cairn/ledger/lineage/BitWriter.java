package org.cairn.ledger.lineage;

import java.util.Arrays;

/// Writes bytes, varints and bit fields, least significant bit first. Confined to one thread.
final class BitWriter {
    private byte[] bytes = new byte[256];
    private int size;
    private int bit;

    void u8(int value) {
        grow(1);
        bytes[size++] = (byte) value;
    }

    /// LEB128, unsigned.
    void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            u8((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        u8((int) rest);
    }

    void bits(long value, int count) {
        for (int i = 0; i < count; ) {
            if (bit == 0) {
                u8(0);
            }
            int take = Math.min(8 - bit, count - i);
            int part = (int) ((value >>> i) & ((1 << take) - 1));
            bytes[size - 1] |= (byte) (part << bit);
            bit = (bit + take) & 7;
            i += take;
        }
    }

    /// Ends a run of bit fields; the next byte starts fresh.
    void align() {
        bit = 0;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void grow(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
