package org.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class WalRangeTest {
    private static final WalRange RANGE =
            new WalRange(Timeline.FIRST, new Lsn(0x100), new Lsn(0x200));

    @Test
    void holdsItsStartAndNotItsEnd() {
        assertThat(RANGE.contains(new Lsn(0x100))).isTrue();
        assertThat(RANGE.contains(new Lsn(0x1FF))).isTrue();
        assertThat(RANGE.contains(new Lsn(0x200))).isFalse();
        assertThat(RANGE.contains(new Lsn(0xFF))).isFalse();
        assertThat(RANGE.lengthBytes()).isEqualTo(0x100);
        assertThat(RANGE).hasToString("0/100 to 0/200 on timeline 1");
    }

    @Test
    void isNeverEmpty() {
        assertThatThrownBy(() -> new WalRange(Timeline.FIRST, new Lsn(5), new Lsn(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an empty range of WAL: 0/5 to 0/5");
    }

    /// pgBackRest once read the number as decimal, which broke from timeline 10 on.
    @Test
    void timelinesAreHexadecimalInNames() {
        assertThat(Timeline.parseHex("0000000A")).isEqualTo(new Timeline(10));
        assertThat(Timeline.parseHex("0000001f").hex()).isEqualTo("0000001F");
        assertThat(new Timeline(16)).hasToString("16");
        assertThatThrownBy(() -> Timeline.parseHex("A"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a timeline: A");
        assertThatThrownBy(() -> Timeline.parseHex("00000000"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a timeline must be positive: 0");
    }
}
