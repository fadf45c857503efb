package org.cairn.collect.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class IsoTimeTest {
    private static final String[] TIMES = {
        "2026-11-21T09:00:00Z",
        "2026-11-21T23:59:59Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T09:00:60Z",
        "2026-02-29T09:00:00Z",
        "2024-02-29T09:00:00Z",
        "2026-11-21T09:00:00.123456Z",
        "2026-11-21T09:00:00+03:00",
        "2026-11-21T09:00Z",
        "2026-11-21t09:00:00z",
        "2026-11-21 09:00:00Z",
        "0000-01-01T00:00:00Z",
        "-001-01-01T00:00:00Z",
        "2026-1a-21T09:00:00Z",
        "٢٠٢٦-11-21T09:00:00Z",
        "",
        "Z"
    };
    private static final String LETTERS = "0123456789-:TZ+. ";

    @Test
    void readsTimesAsTheJdkDoes() {
        for (String text : TIMES) {
            requireSame(text, IsoTime::instant, each -> OffsetDateTime.parse(each).toInstant());
            String date = text.substring(0, Math.min(10, text.length()));
            requireSame(date, IsoTime::date, LocalDate::parse);
        }
    }

    @Test
    void readsBrokenTimesAsTheJdkDoes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            var text = new StringBuilder(TIMES[random.nextInt(TIMES.length - 2)]);
            int place = random.nextInt(text.length());
            text.setCharAt(place, LETTERS.charAt(random.nextInt(LETTERS.length())));
            requireSame(
                    text.toString(),
                    IsoTime::instant,
                    each -> OffsetDateTime.parse(each).toInstant());
            requireSame(text.substring(0, 10), IsoTime::date, LocalDate::parse);
        }
    }

    private static <T> void requireSame(
            String text, Function<String, T> ours, Function<String, T> theirs) {
        assertThat(outcome(ours, text)).as(text).isEqualTo(outcome(theirs, text));
    }

    private static Object outcome(Function<String, ?> read, String text) {
        try {
            return read.apply(text);
        } catch (DateTimeException _) {
            // That a text is refused is an outcome to compare.
            return "refused";
        }
    }
}
