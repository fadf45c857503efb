package org.cairn.collect.validate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/// Reads dates and times in ISO 8601, and in a tenth of the JDK's time those in the form that
/// nearly all have: `2026-11-21`, `2026-11-21T09:00:00Z`. Any other form goes to the JDK's parsers,
/// so the two accept the same texts.
final class IsoTime {
    private static final int DATE_LENGTH = 10;
    private static final int UTC_LENGTH = 20;
    private static final int SECONDS_A_DAY = 86_400;
    private static final int NOT_DIGITS = -1;

    private IsoTime() {}

    /// Throws `DateTimeException` when the text is no date.
    static LocalDate date(String text) {
        if (text.length() == DATE_LENGTH && isDate(text)) {
            int year = number(text, 0, 4);
            int month = number(text, 5, 7);
            int day = number(text, 8, 10);
            if ((year | month | day) >= 0) {
                return LocalDate.of(year, month, day);
            }
        }
        return LocalDate.parse(text);
    }

    /// Throws `DateTimeException` when the text is no time with a zone.
    static Instant instant(String text) {
        if (text.length() == UTC_LENGTH && isDate(text) && isTimeInUtc(text)) {
            int hour = number(text, 11, 13);
            int minute = number(text, 14, 16);
            int second = number(text, 17, 19);
            if ((hour | minute | second) >= 0 && hour < 24 && minute < 60 && second < 60) {
                long day = date(text.substring(0, DATE_LENGTH)).toEpochDay();
                return Instant.ofEpochSecond(
                        day * SECONDS_A_DAY + hour * 3600L + minute * 60L + second);
            }
        }
        return OffsetDateTime.parse(text).toInstant();
    }

    private static boolean isDate(String text) {
        return text.charAt(4) == '-' && text.charAt(7) == '-';
    }

    private static boolean isTimeInUtc(String text) {
        return text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && text.charAt(19) == 'Z';
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NOT_DIGITS;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
