package org.cairn.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;

import org.cairn.kernel.Lsn;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WalPageHeaderTest {
    private static final Lsn ORIGIN = new Lsn(5L << 32);

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void aFirstPageSaysWhoseItIs(int major) {
        byte[] bytes = wal(major);

        WalPageHeader header = WalPageHeader.parse(bytes, 0, bytes.length).orElseThrow();

        assertThat(header.majorVersion()).isEqualTo(major);
        assertThat(header.timeline()).isEqualTo(1);
        assertThat(header.address()).isEqualTo(ORIGIN);
        assertThat(header.remainder()).isZero();
        assertThat(header.identity())
                .contains(new WalPageHeader.Identity("17293822569102704641", 1 << 20, 8192));
    }

    @Test
    void otherPagesSayWhatOfARecordFollows() {
        byte[] bytes = wal(18);

        WalPageHeader header = WalPageHeader.parse(bytes, 8192, bytes.length - 8192).orElseThrow();

        assertThat(header.identity()).isEmpty();
        assertThat(header.address()).isEqualTo(ORIGIN.plusBytes(8192));
        assertThat(header.remainder()).isEqualTo(24 + 5 + 10_000 - (8192 - 40));
    }

    @Test
    void otherBytesAreNoHeader() {
        byte[] bytes = wal(18);

        assertThat(WalPageHeader.parse(bytes, 0, 39)).isEmpty();
        assertThat(WalPageHeader.parse(bytes, 8192, 23)).isEmpty();
        assertThat(WalPageHeader.parse(new byte[8192], 0, 8192)).isEmpty();
        SeededRandom.forAll(
                1000,
                random -> {
                    byte[] noise = random.bytes(40);
                    // Mostly no header at all; with a right magic number, anything but an
                    // exception.
                    var _ = WalPageHeader.parse(noise, 0, random.between(0, 40));
                    noise[0] = 0x18;
                    noise[1] = (byte) 0xD1;
                    noise[2] = (byte) random.between(0, 15);
                    noise[3] = 0;
                    var _ = WalPageHeader.parse(noise, 0, random.between(0, 40));
                });
    }

    private static byte[] wal(int major) {
        WalWriter wal = new WalWriter(major, ORIGIN);
        wal.append(10, 0, 7, new byte[10_000]);
        return wal.bytes();
    }
}
