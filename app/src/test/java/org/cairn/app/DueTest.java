package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import org.cairn.source.spec.ScheduleSpec.When;
import org.junit.jupiter.api.Test;

final class DueTest {
    private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");
    private static final When HOURLY = new When.Every(Duration.ofHours(1));
    private static final When AT_HALF_PAST_THREE = new When.Daily(LocalTime.of(3, 30));

    @Test
    void anIntervalBeginsAtOnceAndThenCountsFromTheLastBeginning() {
        assertThat(Due.next(HOURLY, null, START)).isEqualTo(START);
        assertThat(Due.next(HOURLY, Instant.parse("2026-11-27T09:20:00Z"), START))
                .isEqualTo("2026-11-27T10:20:00Z");
    }

    @Test
    void whatWasMissedIsDueAtOnceAndOnlyOnce() {
        Instant longAgo = Instant.parse("2026-11-20T00:00:00Z");

        assertThat(Due.next(HOURLY, longAgo, START)).isBefore(START);
        assertThat(Due.next(HOURLY, START, START)).isEqualTo("2026-11-27T11:00:00Z");
    }

    @Test
    void aTimeOfDayComesOnceADayInUtc() {
        assertThat(Due.next(AT_HALF_PAST_THREE, null, START)).isEqualTo("2026-11-28T03:30:00Z");
        assertThat(Due.next(AT_HALF_PAST_THREE, Instant.parse("2026-11-28T03:30:00Z"), START))
                .isEqualTo("2026-11-29T03:30:00Z");
        assertThat(Due.next(AT_HALF_PAST_THREE, Instant.parse("2026-11-28T03:29:59Z"), START))
                .isEqualTo("2026-11-28T03:30:00Z");
        assertThat(Due.next(AT_HALF_PAST_THREE, Instant.parse("2026-11-25T03:31:00Z"), START))
                .isEqualTo("2026-11-26T03:30:00Z");
    }
}
