package org.cairn.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/// Which blocks a record names, and that nothing is read out of what is no record.
final class BlockReferencesTest {
    private static final int HEADER = 24;

    private final List<String> told = new ArrayList<>();

    private final BlockSink sink =
            new BlockSink() {
                @Override
                public void touched(
                        long tablespace, long database, long relation, int fork, long block) {
                    told.add(
                            "%d/%d/%d fork %d block %d"
                                    .formatted(tablespace, database, relation, fork, block));
                }

                @Override
                public void cut(
                        long tablespace, long database, long relation, int fork, long blocks) {
                    throw new AssertionError("no headers of blocks cut");
                }
            };

    private static ByteBuffer record() {
        return ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN).position(HEADER);
    }

    private static void block(ByteBuffer record, int id, int flags, int dataBytes) {
        record.put((byte) id).put((byte) flags).putShort((short) dataBytes);
    }

    private static void relation(ByteBuffer record, int number) {
        record.putInt(1663).putInt(5).putInt(number);
    }

    /// @param contentBytes all that the headers announced
    private boolean tell(ByteBuffer record, int contentBytes) {
        byte[] bytes = new byte[record.position()];
        record.get(0, bytes);
        return BlockReferences.tell(bytes, bytes.length, bytes.length + contentBytes, sink);
    }

    @Test
    void readsBlocksOfOneRelationAndOfOthersWithImagesAndWithout() {
        ByteBuffer record = record();
        block(record, 0, 0x20, 7);
        relation(record, 16384);
        record.putInt(3);
        // An image that is compressed and has a hole says how long the hole is.
        block(record, 1, 0x10 | 0x80, 0);
        record.putShort((short) 100)
                .putShort((short) 40)
                .put((byte) (0x01 | 0x04))
                .putShort((short) 9);
        record.putInt(-2);
        // One with a hole that is not compressed does not.
        block(record, 2, 0x10 | 0x03, 0);
        record.putShort((short) 8000).putShort((short) 40).put((byte) 0x01);
        relation(record, -1);
        record.putInt(0);
        record.put((byte) 253).putShort((short) 1);
        record.put((byte) 252).putInt(77);
        record.put((byte) 254).putInt(300);

        assertThat(tell(record, 7 + 100 + 8000 + 300)).isTrue();
        assertThat(told)
                .containsExactly(
                        "1663/5/16384 fork 0 block 3",
                        "1663/5/16384 fork 0 block 4294967294",
                        "1663/5/4294967295 fork 3 block 0");
    }

    @Test
    void aRecordWithoutBlocksNamesNone() {
        ByteBuffer record = record();
        assertThat(tell(record, 0)).isTrue();
        record.put((byte) 255).put((byte) 12);
        assertThat(tell(record, 12)).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void whatIsNotAsRecordsAreIsRefused() {
        ByteBuffer sameAsNone = record();
        block(sameAsNone, 0, 0x80, 0);
        sameAsNone.putInt(1);
        assertThat(tell(sameAsNone, 0)).isFalse();

        ByteBuffer unknown = record().put((byte) 200);
        assertThat(tell(unknown, 4)).isFalse();

        ByteBuffer fork = record();
        block(fork, 0, 0x07, 0);
        relation(fork, 1);
        fork.putInt(1);
        assertThat(tell(fork, 0)).isFalse();

        ByteBuffer tooMuch = record();
        tooMuch.put((byte) 255).put((byte) 12);
        assertThat(tell(tooMuch, 13)).isFalse();
    }

    @Test
    void noBytesMakeItReadBeyondThem() {
        var random = SeededRandom.fresh();
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[HEADER + random.between(0, 40)];
            for (int at = HEADER; at < bytes.length; at++) {
                // Mostly what headers begin with.
                bytes[at] = (byte) (random.between(0, 2) == 0 ? random.between(0, 255) : i % 4);
            }
            byte[] before = Arrays.copyOf(bytes, bytes.length);
            var _ =
                    BlockReferences.tell(
                            bytes, bytes.length, bytes.length + random.between(0, 70_000), sink);
            assertThat(bytes).isEqualTo(before);
        }
    }
}
