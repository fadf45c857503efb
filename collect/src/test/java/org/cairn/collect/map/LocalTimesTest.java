package org.cairn.collect.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.cairn.collect.TestProject;
import org.cairn.source.read.ProjectReader;
import org.cairn.source.spec.TransformSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Times without a zone, by the clock of a place.
final class LocalTimesTest {
    @TempDir Path folder;

    private static @Nullable String read(String zone, String text) {
        return Transform.of(new TransformSpec.LocalTime(zone)).apply(text);
    }

    @ParameterizedTest
    @CsvSource({
        "America/Toronto, 2021-09-20T00:00:00, 2021-09-20T04:00:00Z",
        "America/Toronto, 2021-01-20 09:30, 2021-01-20T14:30:00Z",
        "America/Toronto, 2025-06-03T10:02:53.767, 2025-06-03T14:02:53.767Z",
        "America/Toronto, 2026-04-27T08:44:38.9-04:00, 2026-04-27T08:44:38.9-04:00",
        "America/Toronto, 2026-04-27T08:44:38Z, 2026-04-27T08:44:38Z",
        "Africa/Nairobi, 2020-01-05T03:00:00, 2020-01-05T00:00:00Z",
        "UTC, 2020-01-05T03:00:00, 2020-01-05T03:00:00Z",
        // Shown twice: the first is meant.
        "America/Toronto, 2024-11-03T01:30:00, 2024-11-03T05:30:00Z",
        "America/Toronto, 2024-11-03T02:00:00, 2024-11-03T07:00:00Z",
        // A day of 23 hours.
        "America/Toronto, 2024-03-10T01:59:59, 2024-03-10T06:59:59Z",
        "America/Toronto, 2024-03-10T03:00:00, 2024-03-10T07:00:00Z",
        // Before time zones, by the sun.
        "America/Toronto, 1867-07-01T12:00:00, 1867-07-01T17:17:32Z",
    })
    void becomeTimesInUtc(String zone, String written, String utc) {
        assertThat(read(zone, written)).isEqualTo(utc);
    }

    @Test
    void aTimeThatTheClockSkipsIsRefused() {
        assertThatThrownBy(() -> read("America/Toronto", "2024-03-10T02:30:00"))
                .hasMessage("a time that the clocks of America/Toronto did not skip");
        assertThatThrownBy(() -> read("America/Toronto", "2021-09-20"))
                .hasMessageContaining("like");
        assertThatThrownBy(() -> read("America/Toronto", "yesterday"))
                .hasMessageContaining("a time like");
    }

    @Test
    void aZoneIsAPlaceAndIsForTimes() {
        assertThat(findings("type: timestamp, timezone: America/Toronto")).isEmpty();
        assertThat(findings("type: timestamp, timezone: America/Torronto"))
                .contains("is not the name of a time zone", "America/Toronto");
        assertThat(findings("type: timestamp, timezone: \"-05:00\""))
                .contains("is not the name of a time zone");
        assertThat(findings("type: date, timezone: America/Toronto"))
                .contains("'timezone' is for times, and the type is date");
    }

    private String findings(String field) {
        TestProject.csv(folder, "primary_key: [id]\nfields: {id: {}, at: {%s}}".formatted(field));
        var findings = ProjectReader.lint(folder).findings();
        return findings.isEmpty() ? "" : findings.toString();
    }
}
