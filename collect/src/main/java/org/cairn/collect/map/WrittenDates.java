package org.cairn.collect.map;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads dates as people write them, and gives ISO 8601. What cannot be a date is refused and never
/// bent: 31 February is no date.
final class WrittenDates {
    private static final Pattern PARTS =
            Pattern.compile("([0-9]{1,4})\\s*[-/. ]\\s*([0-9]{1,2})\\s*[-/. ]\\s*([0-9]{1,4})");
    private static final Pattern MONTH_FIRST =
            Pattern.compile("(\\pL+)\\.?\\s+([0-9]{1,2})(?:st|nd|rd|th|er)?\\s*,?\\s+([0-9]{4})");
    private static final Pattern DAY_FIRST =
            Pattern.compile(
                    "([0-9]{1,2})(?:st|nd|rd|th|er|\\.)?[-\\s]+(?:of |de )?(\\pL+)\\.?[-,\\s]+([0-9]{4})");
    private static final Map<String, Integer> MONTHS =
            Map.ofEntries(
                    Map.entry("jan", 1),
                    Map.entry("feb", 2),
                    Map.entry("fev", 2),
                    Map.entry("fevr", 2),
                    Map.entry("mar", 3),
                    Map.entry("mars", 3),
                    Map.entry("apr", 4),
                    Map.entry("avr", 4),
                    Map.entry("may", 5),
                    Map.entry("mai", 5),
                    Map.entry("jun", 6),
                    Map.entry("juin", 6),
                    Map.entry("jul", 7),
                    Map.entry("juil", 7),
                    Map.entry("aug", 8),
                    Map.entry("aout", 8),
                    Map.entry("sep", 9),
                    Map.entry("sept", 9),
                    Map.entry("oct", 10),
                    Map.entry("nov", 11),
                    Map.entry("dec", 12),
                    Map.entry("january", 1),
                    Map.entry("janvier", 1),
                    Map.entry("february", 2),
                    Map.entry("fevrier", 2),
                    Map.entry("march", 3),
                    Map.entry("april", 4),
                    Map.entry("avril", 4),
                    Map.entry("june", 6),
                    Map.entry("july", 7),
                    Map.entry("juillet", 7),
                    Map.entry("august", 8),
                    Map.entry("september", 9),
                    Map.entry("septembre", 9),
                    Map.entry("october", 10),
                    Map.entry("octobre", 10),
                    Map.entry("november", 11),
                    Map.entry("novembre", 11),
                    Map.entry("december", 12),
                    Map.entry("decembre", 12));

    private WrittenDates() {}

    /// `{date_order: [dmy]}`.
    static Transform ofOrder(List<String> orders) {
        String expected = "a date in the order %s".formatted(String.join(" or ", orders));
        return text -> {
            String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
            String date = inOrder(plain, orders);
            if (date == null) {
                throw new UnreadableException(expected);
            }
            return date;
        };
    }

    private static @Nullable String inOrder(String text, List<String> orders) {
        Matcher named = MONTH_FIRST.matcher(text);
        if (named.matches()) {
            return byName(named.group(3), named.group(1), named.group(2));
        }
        named = DAY_FIRST.matcher(text);
        if (named.matches()) {
            return byName(named.group(3), named.group(2), named.group(1));
        }
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        if (text.length() == 10 && text.charAt(4) == '-') {
            // ISO 8601 is never anything else.
            return date(parts.group(1), parts.group(2), parts.group(3));
        }
        for (String order : orders) {
            String date =
                    date(
                            parts.group(1 + order.indexOf('y')),
                            parts.group(1 + order.indexOf('m')),
                            parts.group(1 + order.indexOf('d')));
            if (date != null) {
                return date;
            }
        }
        return null;
    }

    private static @Nullable String byName(String year, String month, String day) {
        String plain =
                Normalizer.normalize(month, Normalizer.Form.NFD)
                        .replaceAll("\\p{M}", "")
                        .toLowerCase(Locale.ROOT);
        Integer number = MONTHS.get(plain);
        return number == null ? null : date(year, number.toString(), day);
    }

    /// A date of four digits for the year; null when it does not exist.
    private static @Nullable String date(String year, String month, String day) {
        if (year.length() != 4 || month.length() > 2 || day.length() > 2) {
            return null;
        }
        return date(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
    }

    static @Nullable String date(int year, int month, int day) {
        try {
            return LocalDate.of(year, month, day).toString();
        } catch (DateTimeException _) {
            // There is no such day: the caller wants a value.
            return null;
        }
    }

    /// `{date: [patterns]}`.
    static Transform ofPatterns(List<String> patterns) {
        List<DateTimeFormatter> formatters =
                patterns.stream().map(WrittenDates::formatter).toList();
        String expected = "a date like %s".formatted(String.join(" or ", patterns));
        return text -> {
            for (DateTimeFormatter formatter : formatters) {
                String date = parsed(formatter, text.strip());
                if (date != null) {
                    return date;
                }
            }
            throw new UnreadableException(expected);
        };
    }

    /// The year of the era (`y`) needs an era; the year is meant.
    private static DateTimeFormatter formatter(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(withPlainYears(pattern))
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    private static String withPlainYears(String pattern) {
        var plain = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            quoted ^= c == '\'';
            plain.append(c == 'y' && !quoted ? 'u' : c);
        }
        return plain.toString();
    }

    private static @Nullable String parsed(DateTimeFormatter formatter, String text) {
        try {
            TemporalAccessor found =
                    formatter.parseBest(text, LocalDate::from, YearMonth::from, Year::from);
            return found.toString();
        } catch (DateTimeException _) {
            // Not in this pattern: the caller tries the next.
            return null;
        }
    }

    /// `date_precision`.
    static @Nullable String precision(String iso) {
        if (iso.matches("-?[0-9]{4,}")) {
            return "year";
        }
        if (iso.matches("-?[0-9]{4,}-[0-9]{2}")) {
            return "month";
        }
        if (iso.matches("-?[0-9]{4,}-[0-9]{2}-[0-9]{2}")) {
            return "day";
        }
        throw new UnreadableException("a date like 2026-11-21, 2026-11 or 2026");
    }
}
