package org.cairn.vault.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.cairn.kernel.Sha256;
import org.cairn.vault.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ContainerTest {
    static Stream<ContainerKeys> keys() {
        return TestKeys.both();
    }

    private static List<byte[]> contents() {
        byte[] random = new byte[FrameWriter.MAX_PLAIN];
        new Random(5).nextBytes(random);
        return List.of(
                new byte[1],
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".getBytes(UTF_8),
                new byte[FrameWriter.MAX_PLAIN],
                random);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void givesBackTheBytesOfAFrame(ContainerKeys keys) {
        var pack = new TestContainer(keys, contents());
        ContainerReader reader = pack.reader();

        assertThat(reader.frames()).isEqualTo(pack.frames);
        for (int i = 0; i < pack.frames.size(); i++) {
            assertThat(reader.read(reader.frame(i))).isEqualTo(contents().get(i));
            assertThat(reader.read(reader.frame(i))).as("again").isEqualTo(contents().get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void numbersFramesAndPlacesThemOneAfterTheOther(ContainerKeys keys) {
        var pack = new TestContainer(keys, List.of(new byte[] {1, 2, 3}, new byte[] {4}));

        assertThat(pack.reader().frames())
                .extracting(FrameRef::number, FrameRef::offset, FrameRef::storedBytes)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0, 44L, 3),
                        org.assertj.core.groups.Tuple.tuple(1, 44L + 32 + 3, 1));
        assertThat(pack.bytes).hasSize(44 + 35 + 33 + (32 + 2 * 39) + 12);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void storesRawWhatCompressionHardlyGains(ContainerKeys keys) {
        byte[] random = new byte[10_000];
        new Random(6).nextBytes(random);
        byte[] nearlyRandom = random.clone();
        Arrays.fill(nearlyRandom, 0, 300, (byte) 0);

        var pack = new TestContainer(keys, List.of(random, nearlyRandom, new byte[10_000]));

        assertThat(pack.frames.get(0).storedBytes()).isEqualTo(10_000);
        assertThat(pack.frames.get(1).storedBytes()).isEqualTo(10_000);
        assertThat(pack.frames.get(2).storedBytes()).isLessThan(100);
    }

    @Test
    void identifiesAFrameByItsPlainBytes() {
        byte[] plain = new byte[100_000];

        assertThat(TestKeys.clear().idOf(plain).hex()).isEqualTo(Sha256.of(plain).hex());
        assertThat(new TestContainer(TestKeys.clear(), List.of(plain)).frames.getFirst().id())
                .isEqualTo(TestKeys.clear().idOf(plain));
    }

    @Test
    void givesEqualBytesOtherIdsInAnotherVault() {
        byte[] plain = new byte[10];
        ContentId here = TestKeys.encrypted().idOf(plain);

        assertThat(here).isEqualTo(TestKeys.encrypted().idOf(plain));
        assertThat(here).isNotEqualTo(TestKeys.clear().idOf(plain));
        assertThat(here).isNotEqualTo(TestKeys.encrypted(new UUID(1, 3), 1).idOf(plain));
    }

    @Test
    void keepsIdsOverARotationAndReadsWhatWasWrittenBefore() {
        var before = TestKeys.encrypted();
        var after = TestKeys.encrypted(TestKeys.REPOSITORY, 2);
        var old = new TestContainer(before, List.of(new byte[7]));
        var now = new TestContainer(after, List.of(new byte[7]));

        assertThat(after.idOf(new byte[7])).isEqualTo(before.idOf(new byte[7]));
        assertThat(old.reader(after).read(old.frames.getFirst())).isEqualTo(new byte[7]);
        assertThat(now.reader(after).read(now.frames.getFirst())).isEqualTo(new byte[7]);
        assertThat(now.bytes[43]).as("epoch").isEqualTo((byte) 2);
    }

    @Test
    void showsNoPlainByteAndNoEqualFramesWhereItEncrypts() {
        byte[] secret = "a secret that compression leaves alone: 9f3kq0x7".getBytes(UTF_8);
        var one = new TestContainer(TestKeys.encrypted(), "0a".repeat(16), List.of(secret, secret));
        var other = new TestContainer(TestKeys.encrypted(), "0b".repeat(16), List.of(secret));

        String bytes = new String(one.bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(bytes).doesNotContain("secret").doesNotContain("9f3k");
        assertThat(one.stored(0)).isNotEqualTo(one.stored(1)).isNotEqualTo(other.stored(0));
    }

    @Test
    void readsByManyThreadsAtOnce() {
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            byte[] content = new byte[5_000 + i];
            new Random(i).nextBytes(content);
            contents.add(content);
        }
        var pack = new TestContainer(TestKeys.encrypted(), contents);
        ContainerReader reader = pack.reader();

        List<byte[]> read = org.cairn.kernel.Tasks.map(reader.frames(), reader::read);

        assertThat(read).usingRecursiveComparison().isEqualTo(contents);
    }

    @Test
    void printsNoKey() {
        assertThat(TestKeys.encrypted(TestKeys.REPOSITORY, 2))
                .hasToString("keys of suite 1 to epoch 2");
        assertThat(TestKeys.clear()).hasToString("keys of suite 0 to epoch 0");
    }

    @Test
    void refusesEpochsWithAHole() {
        var masters = new java.util.TreeMap<Integer, byte[]>();
        masters.put(2, new byte[32]);

        assertThatThrownBy(() -> ContainerKeys.encrypted(TestKeys.REPOSITORY, masters))
                .hasMessage("epochs are missing: [2]");
    }

    @Test
    void writesNothingWithKeysThatWereWiped() {
        ContainerKeys keys = TestKeys.encrypted();
        keys.wipe();

        assertThatThrownBy(() -> new TestContainer(keys, List.of(new byte[1])))
                .hasMessage("the keys were wiped");
    }
}
