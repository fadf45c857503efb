package org.cairn.postgres.replication;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes and times as `SHOW` prints them, with the largest unit that fits: `16MB`, `1min`, `0`.
final class Setting {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})([A-Za-z]*)");
    private static final Map<String, Long> SIZES =
            Map.of("", 1L, "B", 1L, "kB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30);
    private static final Map<String, Long> TIMES =
            Map.of(
                    "",
                    1L,
                    "ms",
                    1L,
                    "s",
                    1_000L,
                    "min",
                    60_000L,
                    "h",
                    3_600_000L,
                    "d",
                    86_400_000L);

    private Setting() {}

    static long bytes(String text) {
        return parse(text, SIZES);
    }

    static long millis(String text) {
        return parse(text, TIMES);
    }

    private static long parse(String text, Map<String, Long> units) {
        Matcher matcher = FORM.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("not a setting with a unit: " + text);
        }
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    }
}
