package org.cairn.postgres.page;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The checksum written as the comment of `checksum_impl.h` explains it, one lane after the other.
final class StraightChecksum {
    private static final String BASES =
            """
            5B1F36E9 B8525960 02AB50AA 1DE66D2A 79FF467A 9BB9F8A3 217E7CD2 83E13D2C
            F8D4474F E39EB970 42C6AE16 993216FA 7B093B5D 98DAFF3C F718902A 0B1C9CDB
            E58F764B 187636BC 5D7B3BB1 E73DE7DE 92BEC979 CCA6C0B2 304A0979 85AA43D4
            783125BB 6CA8EAA2 E407EAC6 4B5CFC3E 9FBF8C76 15CA20BE F2CA9FD3 959BD756
            """;

    private StraightChecksum() {}

    static int of(byte[] bytes, int offset, int block) {
        byte[] page = new byte[8192];
        System.arraycopy(bytes, offset, page, 0, page.length);
        page[8] = 0;
        page[9] = 0;
        ByteBuffer words = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
        String[] bases = BASES.strip().split("\\s+");
        long folded = Integer.toUnsignedLong(block);
        for (int lane = 0; lane < 32; lane++) {
            long sum = Long.parseLong(bases[lane], 16);
            for (int row = 0; row < 64; row++) {
                sum = mix(sum, Integer.toUnsignedLong(words.getInt(4 * (row * 32 + lane))));
            }
            folded ^= mix(mix(sum, 0), 0);
        }
        return (int) (folded % 65_535) + 1;
    }

    private static long mix(long sum, long word) {
        long mixed = sum ^ word;
        return (mixed * 16_777_619 & 0xFFFF_FFFFL) ^ mixed >>> 17;
    }
}
