package org.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

final class FakeClockTest {
    @Test
    void standsStillUntilItIsMoved() {
        var clock = FakeClock.atStart();

        assertThat(clock.instant()).isEqualTo(FakeClock.START).isEqualTo(clock.instant());
        assertThat(clock.advance(Duration.ofHours(2)))
                .isEqualTo(Instant.parse("2026-01-02T05:04:05Z"))
                .isEqualTo(clock.instant());
    }

    @Test
    void isOneClockInEveryZone() {
        var clock = FakeClock.atStart();
        var inNairobi = clock.withZone(ZoneId.of("Africa/Nairobi"));

        clock.set(Instant.EPOCH);

        assertThat(inNairobi.instant()).isEqualTo(Instant.EPOCH);
        assertThat(inNairobi.getZone()).isEqualTo(ZoneId.of("Africa/Nairobi"));
    }
}
