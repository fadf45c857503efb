package org.cairn.collect.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class HttpTimesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void readsPausesInSecondsAndAsDates() {
        assertThat(HttpTimes.retryAfter(" 120 ", NOW)).contains(Duration.ofMinutes(2));
        assertThat(HttpTimes.retryAfter("Fri, 02 Jan 2026 03:05:05 GMT", NOW))
                .contains(Duration.ofMinutes(1));
        assertThat(HttpTimes.retryAfter("Fri, 02 Jan 2026 03:00:00 GMT", NOW))
                .contains(Duration.ZERO);
    }

    @Test
    void takesNothingFromOtherTexts() {
        assertThat(HttpTimes.retryAfter("soon", NOW)).isEmpty();
        assertThat(HttpTimes.retryAfter("-5", NOW)).isEmpty();
        assertThat(HttpTimes.retryAfter("99999999999999999999", NOW)).isEmpty();
        assertThat(HttpTimes.retryAfter("", NOW)).isEmpty();
    }

    @Test
    void tellsPausesFromTimesSince1970() {
        assertThat(HttpTimes.reset("30", NOW)).contains(NOW.plusSeconds(30));
        assertThat(HttpTimes.reset("1767323100", NOW)).contains(Instant.ofEpochSecond(1767323100));
        assertThat(HttpTimes.reset("0.5", NOW)).contains(NOW.plusSeconds(1));
    }
}
