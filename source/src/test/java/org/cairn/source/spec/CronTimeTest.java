package org.cairn.source.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CronTimeTest {
    private static final ZoneId NAIROBI = ZoneId.of("Africa/Nairobi");
    private static final ZoneId TORONTO = ZoneId.of("America/Toronto");
    private static final ZoneId UTC = ZoneId.of("UTC");

    private static String next(String cron, String after, ZoneId zone) {
        return CronTime.parse(cron).next(Instant.parse(after), zone).orElseThrow().toString();
    }

    @Test
    void theFieldsMeanWhatCronMeans() {
        String now = "2026-11-28T02:15:00Z";
        assertThat(next("15 2 * * *", now, UTC)).isEqualTo("2026-11-29T02:15:00Z");
        assertThat(next("*/20 * * * *", now, UTC)).isEqualTo("2026-11-28T02:20:00Z");
        assertThat(next("5,50-52 3 * * *", now, UTC)).isEqualTo("2026-11-28T03:05:00Z");
        assertThat(next("0 0 1 jan *", now, UTC)).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(next("0 6 * * mon-fri", now, UTC)).isEqualTo("2026-11-30T06:00:00Z");
        assertThat(next("0 6 * * 7", now, UTC)).isEqualTo("2026-11-29T06:00:00Z");
        assertThat(next("0 0 29 2 *", now, UTC)).isEqualTo("2028-02-29T00:00:00Z");
        assertThat(next("0 0 13 * fri", now, UTC)).as("either").isEqualTo("2026-12-04T00:00:00Z");
        assertThat(next("10/30 * * * *", now, UTC)).isEqualTo("2026-11-28T02:40:00Z");
    }

    @Test
    void aTimeOfDayIsThatOfItsZone() {
        assertThat(next("15 2 * * *", "2026-11-28T00:00:00Z", NAIROBI))
                .isEqualTo("2026-11-28T23:15:00Z");
    }

    @Test
    void whenTheClocksChangeADailyTimeStillComesOnce() {
        // 2027-03-14 02:00 becomes 03:00; 2026-11-01 02:00 becomes 01:00 again.
        assertThat(next("30 2 * * *", "2027-03-13T12:00:00Z", TORONTO))
                .isEqualTo("2027-03-14T07:30:00Z");
        assertThat(next("30 2 * * *", "2027-03-14T07:30:00Z", TORONTO))
                .isEqualTo("2027-03-15T06:30:00Z");
        assertThat(next("30 1 * * *", "2026-10-31T12:00:00Z", TORONTO))
                .isEqualTo("2026-11-01T05:30:00Z");
        assertThat(next("30 1 * * *", "2026-11-01T05:30:00Z", TORONTO))
                .isEqualTo("2026-11-02T06:30:00Z");
    }

    @Test
    void whatIsNoTimeIsRefused() {
        for (String wrong :
                List.of(
                        "",
                        "* * * *",
                        "60 * * * *",
                        "* 24 * * *",
                        "* * 0 * *",
                        "* * * 13 *",
                        "* * * * 8",
                        "a * * * *",
                        "5-1 * * * *",
                        "*/0 * * * *",
                        "1/2/3 * * * *",
                        "0 0 30 2 *",
                        "1,,2 * * * *",
                        "@daily",
                        "-1 * * * *")) {
            assertThatThrownBy(() -> CronTime.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
