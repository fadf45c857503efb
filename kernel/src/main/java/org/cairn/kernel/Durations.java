package org.cairn.kernel;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: a whole number and a unit, `90s`.
public final class Durations {
    /// What [#parse] reads, as a regular expression.
    public static final String FORM = "[0-9]{1,6}(ms|s|m|h|d)";

    private static final Pattern PARTS = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d)");

    private Durations() {}

    /// Reads `500ms`, `90s`, `15m`, `4h` or `7d`; a day has 24 hours.
    public static Duration parse(String text) {
        Matcher matcher = PARTS.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a duration like 90s (ms, s, m, h, d): " + text);
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
