package org.cairn.vault.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.cairn.kernel.Sha256;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PackTest {
    private static final PackIdentity IDENTITY =
            new PackIdentity(new UUID(1, 2), new PackId("0f".repeat(16)));
    private static final String NAME = "packs/0f/" + "0f".repeat(16);

    static Stream<byte[]> contents() {
        byte[] random = new byte[FrameWriter.MAX_PLAIN];
        new Random(5).nextBytes(random);
        return Stream.of(
                new byte[1],
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".getBytes(UTF_8),
                new byte[FrameWriter.MAX_PLAIN],
                random);
    }

    @ParameterizedTest
    @MethodSource("contents")
    void givesBackTheBytesOfAFrame(byte[] plain) {
        var pack = new Pack(List.of(plain, plain));

        assertThat(pack.reader().frames()).isEqualTo(pack.frames);
        for (FrameRef frame : pack.frames) {
            assertThat(pack.reader().readIdentified(frame)).isEqualTo(plain);
        }
    }

    @Test
    void storesRawWhatCompressionHardlyGains() {
        byte[] random = new byte[10_000];
        new Random(6).nextBytes(random);
        byte[] nearlyRandom = random.clone();
        Arrays.fill(nearlyRandom, 0, 300, (byte) 0);

        var pack = new Pack(List.of(random, nearlyRandom, new byte[10_000]));

        assertThat(pack.frames.get(0).storedBytes()).isEqualTo(10_000);
        assertThat(pack.frames.get(1).storedBytes()).isEqualTo(10_000);
        assertThat(pack.frames.get(2).storedBytes()).isLessThan(100);
    }

    @Test
    void noticesEveryFlippedByte() {
        var pack = new Pack(List.of("some text ".repeat(9).getBytes(UTF_8), new byte[] {1, 2, 3}));
        byte[] whole = pack.bytes.clone();

        for (int at = 0; at < whole.length; at++) {
            for (int mask : new int[] {0x01, 0x20, 0x80, 0xFF}) {
                pack.bytes = whole.clone();
                pack.bytes[at] ^= (byte) mask;
                var problem = Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, pack::readAll);
                assertThat(problem.facts()).as("byte %d", at).containsEntry("object", NAME);
            }
        }
    }

    @Test
    void noticesThatItWasCutAnywhere() {
        var pack = new Pack(List.of("some text ".repeat(9).getBytes(UTF_8)));
        byte[] whole = pack.bytes.clone();

        for (int length = 0; length < whole.length; length++) {
            pack.bytes = Arrays.copyOf(whole, length);
            Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, pack::readAll);
        }
        pack.bytes = Arrays.copyOf(whole, whole.length + 1);
        Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, pack::readAll);
    }

    @Test
    void noticesAPackOfAnotherVaultOrName() {
        var pack = new Pack(List.of(new byte[1]));

        for (PackIdentity other :
                List.of(
                        new PackIdentity(new UUID(1, 3), IDENTITY.pack()),
                        new PackIdentity(IDENTITY.repository(), new PackId("1f".repeat(16))))) {
            var problem =
                    Problems.raisedBy(
                            VaultProblems.OBJECT_DAMAGED,
                            () -> new PackReader(other, pack.bytes.length, pack::read));
            assertThat(problem.what())
                    .isEqualTo("it does not begin as this pack of this vault does");
        }
    }

    @Test
    void noticesTwoFramesThatChangedPlaces() {
        var pack = new Pack(List.of(new byte[] {1, 2, 3}, new byte[] {4, 5, 6}));
        FrameRef first = pack.frames.get(0);
        byte[] swapped = pack.bytes.clone();
        System.arraycopy(pack.bytes, (int) first.end(), swapped, (int) first.offset(), 19);
        System.arraycopy(pack.bytes, (int) first.offset(), swapped, (int) first.end(), 19);
        pack.bytes = swapped;

        var problem =
                Problems.raisedBy(
                        VaultProblems.OBJECT_DAMAGED, () -> pack.reader().readIdentified(first));

        assertThat(problem.what()).isEqualTo("the frame at 44 holds other bytes than were stored");
    }

    @Test
    void unpacksNoBomb() {
        var pack = new Pack(List.of(new byte[FrameWriter.MAX_PLAIN]));
        FrameRef honest = pack.frames.getFirst();
        var lie =
                new FrameRef(
                        honest.type(), honest.offset(), honest.storedBytes(), 5_000, honest.id());
        rewriteLengths(pack, honest, 5_000);

        var problem =
                Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> pack.reader().read(lie));

        assertThat(problem.what()).isEqualTo("the frame at 44 does not unpack to its length");
    }

    /// Makes the frame claim another plain length, under a checksum that fits.
    private static void rewriteLengths(Pack pack, FrameRef frame, int plain) {
        var at = (int) frame.offset();
        var header = java.nio.ByteBuffer.wrap(pack.bytes);
        header.putInt(at + 4, plain);
        var crc = new java.util.zip.CRC32C();
        crc.update(pack.bytes, at, 12);
        crc.update(pack.bytes, at + 16, frame.storedBytes());
        header.putInt(at + 12, (int) crc.getValue());
    }

    /// A pack in memory.
    private static final class Pack {
        private byte[] bytes;
        private final List<FrameRef> frames;

        Pack(List<byte[]> contents) {
            var out = new ByteArrayOutputStream();
            var writer = new PackWriter(IDENTITY, out::write);
            try (var frame = new FrameWriter()) {
                for (byte[] plain : contents) {
                    System.arraycopy(plain, 0, frame.plain(), 0, plain.length);
                    writer.append(frame.encode(plain.length));
                }
            }
            writer.finish();
            this.bytes = out.toByteArray();
            this.frames = new ArrayList<>(writer.frames());
        }

        PackReader reader() {
            return new PackReader(IDENTITY, bytes.length, this::read);
        }

        void readAll() {
            PackReader reader = reader();
            reader.frames().forEach(reader::readIdentified);
        }

        byte[] read(long offset, int length) {
            if (offset < 0 || length < 0 || offset + length > bytes.length) {
                throw VaultProblems.damaged(NAME, "it ends before");
            }
            return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
        }
    }

    @Test
    void identifiesAFrameByItsPlainBytes() {
        var pack = new Pack(List.of(new byte[100_000]));

        assertThat(pack.frames.getFirst().id()).isEqualTo(Sha256.of(new byte[100_000]));
    }
}
