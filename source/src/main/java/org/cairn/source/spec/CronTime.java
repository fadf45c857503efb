package org.cairn.source.spec;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Times by the five fields of cron: minute, hour, day of the month, month, day of the week. Pure.
///
/// Fields hold `*`, numbers, ranges, lists and steps; months and days of the week also the first
/// three letters of their English names. Where both days are restricted, either fits, as cron has
/// it. A time of day that a change of the clock leaves out counts as the moment that its clock
/// shows an hour later; one that comes twice counts once, the first time.
///
/// @param text as it is written
public record CronTime(
        String text, BitSet minutes, BitSet hours, BitSet days, BitSet months, BitSet weekdays) {
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final List<String> WEEKDAYS =
            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    // A 29th of February on a given weekday comes back within so many years.
    private static final int YEARS = 41;
    private static final int MAX_LENGTH = 200;

    /// Reads the five fields. Throws IllegalArgumentException that says what is wrong.
    public static CronTime parse(String text) {
        String[] fields = text.strip().toLowerCase(Locale.ROOT).split("\\s+");
        if (text.length() > MAX_LENGTH || fields.length != 5) {
            throw new IllegalArgumentException(
                    "a cron time has five fields: minute hour day month weekday");
        }
        BitSet weekdays = field(fields[4], 0, 7, WEEKDAYS, 0);
        if (weekdays.get(7)) {
            weekdays.set(0);
            weekdays.clear(7);
        }
        var cron =
                new CronTime(
                        text.strip(),
                        field(fields[0], 0, 59, List.of(), 0),
                        field(fields[1], 0, 23, List.of(), 0),
                        field(fields[2], 1, 31, List.of(), 0),
                        field(fields[3], 1, 12, MONTHS, 1),
                        weekdays);
        if (cron.next(Instant.parse("2024-01-01T00:00:00Z"), ZoneId.of("UTC")).isEmpty()) {
            throw new IllegalArgumentException("there is no such day");
        }
        return cron;
    }

    private static BitSet field(String text, int min, int max, List<String> names, int first) {
        var bits = new BitSet();
        for (String part : text.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            if (stepped.length > 2) {
                throw wrong(part);
            }
            int step = stepped.length == 2 ? number(stepped[1], 1, max, List.of(), 0) : 1;
            int from = min;
            // 7 is only a name for Sunday, and `*` needs no second one.
            int to = max == 7 ? 6 : max;
            if (!stepped[0].equals("*")) {
                String[] range = stepped[0].split("-", -1);
                if (range.length > 2) {
                    throw wrong(part);
                }
                from = number(range[0], min, max, names, first);
                if (range.length == 2) {
                    to = number(range[1], min, max, names, first);
                } else if (stepped.length == 1) {
                    to = from;
                }
                if (to < from) {
                    throw wrong(part);
                }
            }
            for (int i = from; i <= to; i += step) {
                bits.set(i);
            }
        }
        return bits;
    }

    private static int number(String text, int min, int max, List<String> names, int first) {
        int named = names.indexOf(text);
        if (named >= 0) {
            return named + first;
        }
        if (!text.matches("[0-9]{1,2}")) {
            throw wrong(text);
        }
        int number = Integer.parseInt(text);
        if (number < min || number > max) {
            throw new IllegalArgumentException(
                    "'%s' is not from %d to %d".formatted(text, min, max));
        }
        return number;
    }

    private static IllegalArgumentException wrong(String part) {
        return new IllegalArgumentException("'%s' is no part of a cron time".formatted(part));
    }

    /// The first time after a moment; empty where there is none for decades.
    public Optional<Instant> next(Instant after, ZoneId zone) {
        LocalDate begin = after.atZone(zone).toLocalDate().minusDays(1);
        LocalDate end = begin.plusYears(YEARS);
        for (LocalDate date = begin; date.isBefore(end); date = date.plusDays(1)) {
            if (!fits(date)) {
                continue;
            }
            Instant first = null;
            for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
                for (int minute = minutes.nextSetBit(0);
                        minute >= 0;
                        minute = minutes.nextSetBit(minute + 1)) {
                    Instant at =
                            ZonedDateTime.of(date, LocalTime.of(hour, minute), zone).toInstant();
                    if (at.isAfter(after) && (first == null || at.isBefore(first))) {
                        first = at;
                    }
                }
            }
            if (first != null) {
                return Optional.of(first);
            }
        }
        return Optional.empty();
    }

    private boolean fits(LocalDate date) {
        if (!months.get(date.getMonthValue())) {
            return false;
        }
        boolean anyDay = days.cardinality() == 31;
        boolean anyWeekday = weekdays.cardinality() == 7;
        boolean day = days.get(date.getDayOfMonth());
        boolean weekday = weekdays.get(date.getDayOfWeek().getValue() % 7);
        return (anyDay || anyWeekday) ? (day && weekday) : (day || weekday);
    }
}
