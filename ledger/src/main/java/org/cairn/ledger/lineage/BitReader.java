package org.cairn.ledger.lineage;

/// Reads what [BitWriter] wrote. Confined to one thread. Reading past the end throws
/// [ArrayIndexOutOfBoundsException].
final class BitReader {
    private final byte[] bytes;
    private int at;
    private int bit;

    BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int u8() {
        bit = 0;
        return bytes[at++] & 0xFF;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = u8();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint is longer than 64 bits");
    }

    long bits(int count) {
        long value = 0;
        for (int i = 0; i < count; ) {
            if (bit == 0) {
                at++;
            }
            int take = Math.min(8 - bit, count - i);
            int part = ((bytes[at - 1] & 0xFF) >>> bit) & ((1 << take) - 1);
            value |= (long) part << i;
            bit = (bit + take) & 7;
            i += take;
        }
        return value;
    }

    void skipBits(long count) {
        at = Math.toIntExact(at + (count + 7) / 8);
        bit = 0;
    }
}
