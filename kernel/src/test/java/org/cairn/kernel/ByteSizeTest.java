package org.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ByteSizeTest {
    @Test
    void readsIecUnitsWithAndWithoutBlank() {
        assertThat(ByteSize.parse("0B")).isEqualTo(new ByteSize(0));
        assertThat(ByteSize.parse("512 MiB")).isEqualTo(ByteSize.ofMebibytes(512));
        assertThat(ByteSize.parse(" 3KiB ")).isEqualTo(new ByteSize(3072));
        assertThat(ByteSize.parse("1TiB")).isEqualTo(new ByteSize(1L << 40));
    }

    @Test
    void refusesWhatNobodyCanBeSureOf() {
        for (String text :
                List.of("", "12", "12MB", "12 mib", "-1MiB", "1.5GiB", "1  MiB", "MiB", "1PiB")) {
            assertThatThrownBy(() -> ByteSize.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not a size like 512MiB (B, KiB, MiB, GiB, TiB): " + text);
        }
    }

    @Test
    void refusesMoreThanSixtyThreeBits() {
        assertThatThrownBy(() -> ByteSize.parse("999999999999TiB"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a size of more than 8 EiB: 999999999999TiB");
    }

    @Test
    void refusesLessThanNothing() {
        assertThatThrownBy(() -> new ByteSize(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a size must not be negative: -1");
    }

    @Test
    void printsOneDecimalOfTheLargestUnit() {
        assertThat(new ByteSize(0)).hasToString("0 B");
        assertThat(new ByteSize(1023)).hasToString("1023 B");
        assertThat(new ByteSize(1024)).hasToString("1.0 KiB");
        assertThat(new ByteSize(16 << 20)).hasToString("16.0 MiB");
        assertThat(new ByteSize((1L << 30) * 3 / 2)).hasToString("1.5 GiB");
        assertThat(new ByteSize(Long.MAX_VALUE)).hasToString("8388608.0 TiB");
    }

    @Test
    void neverPrintsAThousandAndMoreOfAUnitThatHasANextOne() {
        assertThat(new ByteSize((1L << 20) - 1)).hasToString("1.0 MiB");
        assertThat(new ByteSize((1L << 30) - 1)).hasToString("1.0 GiB");
        assertThat(new ByteSize((1L << 20) - 1024)).hasToString("1023.0 KiB");
    }

    @Test
    void ordersBySize() {
        assertThat(ByteSize.parse("2KiB")).isGreaterThan(ByteSize.parse("2047B"));
    }
}
