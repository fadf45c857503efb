package org.cairn.vault.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.cairn.kernel.Problem;
import org.cairn.vault.TestKeys;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is done to the bytes of a container: it is named as damaged, and no wrong byte is
/// handed out. Where a checksum alone would notice, it is made to fit, as whoever means harm would
/// do.
final class ContainerDamageTest {
    private static final byte[] TEXT = "some text ".repeat(9).getBytes(UTF_8);

    static Stream<ContainerKeys> keys() {
        return TestKeys.both();
    }

    private static Problem assertDamaged(TestContainer pack) {
        var problem = Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, pack::readAll);
        assertThat(problem.facts()).containsEntry("object", pack.id.objectName());
        return problem;
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noticesEveryFlippedByte(ContainerKeys keys) {
        var pack = new TestContainer(keys, List.of(TEXT, new byte[] {1, 2, 3}));
        byte[] whole = pack.bytes.clone();

        for (int at = 0; at < whole.length; at++) {
            for (int mask : new int[] {0x01, 0x20, 0x80, 0xFF}) {
                pack.bytes = whole.clone();
                pack.bytes[at] ^= (byte) mask;
                assertDamaged(pack);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noticesEveryFlippedByteUnderChecksumsThatFit(ContainerKeys keys) {
        var pack = new TestContainer(keys, List.of(TEXT, new byte[] {1, 2, 3}));
        byte[] whole = pack.bytes.clone();
        int footerAt = (int) pack.frames.getLast().end();

        for (int at = ContainerHeader.BYTES; at < footerAt; at++) {
            pack.bytes = whole.clone();
            pack.bytes[at] ^= 1;
            FrameRef frame = pack.frames.get(at < pack.frames.get(1).offset() ? 0 : 1);
            boolean crc = at >= frame.offset() + 12 && at < frame.offset() + 16;
            if (at >= frame.offset() + 12 && !crc) {
                pack.fitChecksum((int) frame.offset());
                assertThat(assertDamaged(pack).what())
                        .endsWith("holds other bytes than were stored");
            }
        }
        for (int at = footerAt + 16; at < whole.length - ContainerFooter.TRAILER_BYTES; at++) {
            pack.bytes = whole.clone();
            pack.bytes[at] ^= 1;
            pack.fitFooter();
            assertThat(assertDamaged(pack).what()).endsWith("holds other bytes than were stored");
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noticesThatItWasCutAnywhere(ContainerKeys keys) {
        var pack = new TestContainer(keys, List.of(TEXT));
        byte[] whole = pack.bytes.clone();

        for (int length = 0; length < whole.length; length++) {
            pack.bytes = Arrays.copyOf(whole, length);
            assertDamaged(pack);
        }
        pack.bytes = Arrays.copyOf(whole, whole.length + 1);
        assertDamaged(pack);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noticesTwoFramesThatChangedPlaces(ContainerKeys keys) {
        var pack = new TestContainer(keys, List.of(new byte[] {1, 2, 3}, new byte[] {4, 5, 6}));
        byte[] whole = pack.bytes.clone();
        int frame = FrameWriter.OVERHEAD_BYTES + 3;
        System.arraycopy(whole, 44 + frame, pack.bytes, 44, frame);
        System.arraycopy(whole, 44, pack.bytes, 44 + frame, frame);

        assertThat(assertDamaged(pack).what())
                .isEqualTo("the frame at 44 holds other bytes than were stored");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noticesAFrameOfAnotherPack(ContainerKeys keys) {
        var pack = new TestContainer(keys, List.of(new byte[] {1, 2, 3}));
        var other = new TestContainer(keys, "1f".repeat(16), List.of(new byte[] {1, 2, 3}));
        System.arraycopy(other.bytes, 44, pack.bytes, 44, FrameWriter.OVERHEAD_BYTES + 3);

        assertThat(assertDamaged(pack).what())
                .isEqualTo("the frame at 44 holds other bytes than were stored");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noticesTheFooterOfAnotherPack(ContainerKeys keys) {
        var pack = new TestContainer(keys, List.of(new byte[] {1, 2, 3}));
        var other = new TestContainer(keys, "1f".repeat(16), List.of(new byte[] {1, 2, 3}));
        int at = (int) pack.frames.getLast().end();
        System.arraycopy(other.bytes, at, pack.bytes, at, pack.bytes.length - at);

        assertThat(assertDamaged(pack).what()).isEqualTo("the checksum of its footer differs");
        pack.fitTrailer();
        assertThat(assertDamaged(pack).what()).endsWith("holds other bytes than were stored");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noticesAPackUnderTheNameOfAnother(ContainerKeys keys) {
        var pack = new TestContainer(keys, List.of(new byte[1]));
        pack.bytes = new TestContainer(keys, "1f".repeat(16), List.of(new byte[1])).bytes;

        assertThat(assertDamaged(pack).what())
                .isEqualTo("it does not begin as this pack of this vault does");
    }

    @Test
    void noticesAPackOfAnotherVaultOrSuite() {
        var pack = new TestContainer(TestKeys.encrypted(), List.of(new byte[1]));

        for (ContainerKeys other :
                List.of(TestKeys.clear(), TestKeys.encrypted(new UUID(1, 3), 1))) {
            var problem = Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> pack.reader(other));
            assertThat(problem.what())
                    .isEqualTo("it does not begin as this pack of this vault does");
        }
    }

    @Test
    void handsOutNothingUnderAnotherKey() {
        var pack = new TestContainer(TestKeys.encrypted(), List.of(TEXT));
        var masters = new java.util.TreeMap<Integer, byte[]>();
        masters.put(1, TestKeys.master(7));
        var wrong = ContainerKeys.encrypted(TestKeys.REPOSITORY, masters);

        Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> pack.reader(wrong).frames());
        var problem =
                Problems.raisedBy(
                        VaultProblems.OBJECT_DAMAGED,
                        () -> pack.reader(wrong).read(pack.frames.getFirst()));
        assertThat(problem.what()).isEqualTo("the frame at 44 holds other bytes than were stored");
    }

    @Test
    void saysWhenTheKeyOfAnEpochIsNotHere() {
        var after = TestKeys.encrypted(TestKeys.REPOSITORY, 2);
        var pack = new TestContainer(after, List.of(TEXT));

        var problem =
                Problems.raisedBy(
                        VaultProblems.OBJECT_DAMAGED, () -> pack.reader(TestKeys.encrypted()));

        assertThat(problem.what())
                .isEqualTo("it names key epoch 2, and the keys at hand end with 1");
        pack.bytes[43] = 1;
        pack.fitTrailer();
        assertThat(assertDamaged(pack).what()).endsWith("holds other bytes than were stored");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void takesNoMemoryForLengthsThatLie(ContainerKeys keys) {
        var pack = new TestContainer(keys, List.of(TEXT));
        byte[] whole = pack.bytes.clone();
        int trailerAt = whole.length - ContainerFooter.TRAILER_BYTES;
        int footerAt = (int) pack.frames.getLast().end();

        for (int lie : new int[] {-1, 0, 1, 31, 32, 33, 1 << 20, (1 << 20) + 33, 0x7FFFFFFF}) {
            for (int at : new int[] {44, 48, footerAt, footerAt + 4, trailerAt}) {
                pack.bytes = whole.clone();
                ByteBuffer.wrap(pack.bytes).putInt(at, lie);
                if (at == footerAt || at == footerAt + 4) {
                    pack.fitTrailer();
                }
                assertDamaged(pack);
                assertThat(pack.mostRead()).isLessThan(whole.length);
            }
        }
    }

    // Only somebody with the key can make one, and a vault that is not encrypted has no key.
    @Test
    void unpacksNoBomb() {
        ContainerKeys keys = TestKeys.clear();
        var pack = new TestContainer(keys, List.of(new byte[FrameWriter.MAX_PLAIN]));
        FrameRef honest = pack.frames.getFirst();
        for (int plain : new int[] {honest.storedBytes(), 5_000, FrameWriter.MAX_PLAIN - 1}) {
            byte[] frame = Arrays.copyOfRange(pack.bytes, 44, (int) honest.end());
            ByteBuffer.wrap(frame).putInt(4, plain);
            var header = ContainerHeader.of(keys, ContainerKind.PACK, TestContainer.ID);
            FrameSeal seal = keys.seal(header).orElseThrow();
            seal.seal(0, honest.id(), frame, honest.storedBytes());
            ByteBuffer.wrap(frame).putInt(12, FrameWriter.checksum(frame, honest.storedBytes()));
            var lie = new FrameRef(honest.type(), 0, 44, honest.storedBytes(), plain, honest.id());

            var problem =
                    Problems.raisedBy(
                            VaultProblems.OBJECT_DAMAGED,
                            () -> FrameReader.decode("a/b", lie, frame, seal));

            assertThat(problem.what()).isEqualTo("the frame at 44 does not unpack to its length");
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void survivesRandomDamage(ContainerKeys keys) {
        long seed = Long.getLong("cairn.seed", 20_261_127L);
        var random = new Random(seed);
        var pack = new TestContainer(keys, List.of(TEXT, new byte[3_000], TEXT));
        byte[] whole = pack.bytes.clone();
        for (int round = 0; round < 3_000; round++) {
            pack.bytes = whole.clone();
            int from = random.nextInt(whole.length);
            int to = Math.min(whole.length, from + 1 + random.nextInt(40));
            byte[] noise = new byte[to - from];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, pack.bytes, from, noise.length);
            if (!Arrays.equals(pack.bytes, whole)) {
                assertDamaged(pack);
            }
        }
    }

    @Test
    void saysWhichFrameIsNotThere() {
        var pack = new TestContainer(TestKeys.clear(), List.of(TEXT));

        for (int number : new int[] {-1, 1, 16_384}) {
            var problem =
                    Problems.raisedBy(
                            VaultProblems.OBJECT_DAMAGED, () -> pack.reader().frame(number));
            assertThat(problem.what())
                    .isEqualTo("it has 1 frames, and number %d was named", number);
        }
    }
}
