package org.cairn.collect.decode;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.cairn.collect.decode.NumberFormats.Shown;
import org.jspecify.annotations.Nullable;

/// Days and times of workbooks, which are numbers: days since 1900 or 1904, with the time of day as
/// a fraction.
///
/// Counting from 1900 there is a 29 February 1900, day 60, which never was; it is written out as
/// what it says, so that no type takes it for a date.
final class SheetTime {
    private static final double MOST_DAYS = 2_958_466;
    private static final double MOST_DAYS_1904 = 2_957_004;
    private static final long DAY_MILLIS = 86_400_000L;
    private static final DateTimeFormatter TO_SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter TO_MILLIS = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private SheetTime() {}

    /// The ISO 8601 text of a number as its format shows it; null for a number that is no day: one
    /// below 0 or past the year 9999.
    static @Nullable String text(double number, Shown shown, boolean from1904) {
        if (!(number >= 0 && number < (from1904 ? MOST_DAYS_1904 : MOST_DAYS))) {
            return null;
        }
        long millis = Math.round(number * DAY_MILLIS);
        long days = millis / DAY_MILLIS;
        long rest = millis % DAY_MILLIS;
        if (shown == Shown.TIME) {
            return time(days, rest);
        }
        String date = date(days, from1904);
        return shown == Shown.DATE && rest == 0 ? date : date + "T" + clock(rest);
    }

    /// A time of day, or how long something took: 26:30:00.
    private static String time(long days, long millis) {
        String clock = clock(millis);
        long hours = days * 24 + Long.parseLong(clock.substring(0, 2));
        return String.format(Locale.ROOT, "%02d", hours) + clock.substring(2);
    }

    private static String clock(long millis) {
        var time = LocalTime.ofNanoOfDay(millis * 1_000_000L);
        return time.format(millis % 1000 == 0 ? TO_SECONDS : TO_MILLIS);
    }

    private static String date(long days, boolean from1904) {
        if (from1904) {
            return LocalDate.of(1904, 1, 1).plusDays(days).toString();
        }
        if (days == 0) {
            return "1900-01-00";
        }
        if (days == 60) {
            return "1900-02-29";
        }
        return LocalDate.of(1899, 12, days < 60 ? 31 : 30).plusDays(days).toString();
    }

    /// A cell that holds ISO 8601 itself, as it is; midnight shown as a date is one.
    static String iso(String text, Shown shown) {
        boolean midnight = text.matches("\\d{4}-\\d{2}-\\d{2}T00:00:00(\\.0+)?Z?");
        if (midnight && shown != Shown.DATE_TIME) {
            return text.substring(0, 10);
        }
        return text;
    }
}
