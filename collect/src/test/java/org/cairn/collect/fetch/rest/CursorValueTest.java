package org.cairn.collect.fetch.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CursorValueTest {
    private static CursorValue value(String text) {
        return Objects.requireNonNull(CursorValue.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "9, 10",
        "-3, 2.5",
        "2025-01-31, 2025-02-01",
        "2025-06-03T10:02:53.767, 2025-06-03T10:02:54",
        "2025-06-03T23:00:00-04:00, 2025-06-04T04:00:00Z",
        "2025-06-03, 2025-06-03 00:00:01",
        "a10, a9"
    })
    void theLaterOneIsNewer(String earlier, String later) {
        assertThat(value(earlier).newer(value(later))).isEqualTo(value(later));
        assertThat(value(later).newer(value(earlier))).isEqualTo(value(later));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-01, 2d, 2024-12-30",
        "2025-01-01, 1h, 2024-12-31",
        "2025-01-01T00:00:00, 1s, 2024-12-31T23:59:59",
        "2025-01-01T00:00:00-04:00, 1h, 2025-01-01T03:00:00Z",
        "17, 1d, 17"
    })
    void aLagGoesBackInTheSameForm(String text, String lag, String start) {
        Duration duration = org.cairn.kernel.Durations.parse(lag);

        assertThat(value(text).lessThan(duration).text()).isEqualTo(start);
    }

    @Test
    void aTimeInTheFutureIsCut() {
        Instant now = Instant.parse("2025-06-03T10:00:00Z");

        assertThat(value("9999-12-31").notAfter(now).text()).isEqualTo("2025-06-03");
        assertThat(value("2025-06-04").notAfter(now).text()).isEqualTo("2025-06-04");
        assertThat(value("9999").notAfter(now).text()).isEqualTo("9999");
    }

    @Test
    void whatIsNoDateIsText() {
        assertThat(value("2025-02-31").kind()).isEqualTo(CursorValue.Kind.TEXT);
        assertThat(value("2025-02-31").comparableTo(value("2025-02-28"))).isFalse();
        assertThat(CursorValue.parse("x".repeat(101))).isNull();
        assertThat(CursorValue.parse("a\u0000")).isNull();
    }
}
