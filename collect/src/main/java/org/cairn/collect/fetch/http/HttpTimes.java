package org.cairn.collect.fetch.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Times as headers say them.
final class HttpTimes {
    private static final long EPOCH_FROM = 1_000_000_000L;

    private HttpTimes() {}

    /// `Retry-After`: seconds, or a date of HTTP; empty for anything else. Never negative.
    static Optional<Duration> retryAfter(String value, Instant now) {
        String text = value.strip();
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        return date(text).map(at -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    }

    /// When a budget begins anew: seconds from now, seconds since 1970 (a number that is too large
    /// for a pause), or a date.
    static Optional<Instant> reset(String value, Instant now) {
        String text = value.strip();
        if (text.matches("[0-9]{1,12}([.][0-9]{1,9})?")) {
            long seconds = (long) Math.ceil(Double.parseDouble(text));
            return Optional.of(
                    seconds >= EPOCH_FROM
                            ? Instant.ofEpochSecond(seconds)
                            : now.plusSeconds(seconds));
        }
        return date(text);
    }

    static Optional<Instant> date(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
