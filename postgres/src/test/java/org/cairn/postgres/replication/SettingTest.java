package org.cairn.postgres.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SettingTest {
    @Test
    void readsSizesAndTimesAsShowPrintsThem() {
        assertThat(Setting.bytes("16MB")).isEqualTo(16 << 20);
        assertThat(Setting.bytes("1GB")).isEqualTo(1 << 30);
        assertThat(Setting.bytes("0")).isZero();
        assertThat(Setting.millis("1min")).isEqualTo(60_000);
        assertThat(Setting.millis("2s")).isEqualTo(2_000);
        assertThat(Setting.millis("250ms")).isEqualTo(250);
        assertThat(Setting.millis("0")).isZero();
    }

    @Test
    void refusesUnitsOfTheOtherKind() {
        assertThatThrownBy(() -> Setting.bytes("1min"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a setting with a unit: 1min");
        assertThatThrownBy(() -> Setting.millis("-1")).isInstanceOf(IllegalArgumentException.class);
    }
}
