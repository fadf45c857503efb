package org.cairn.protect.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.ProblemException;
import org.cairn.protect.ProtectProblems;

/// How long backups are kept, as one sentence: `pitr 7d; daily 30; weekly 12; monthly 12; yearly 7;
/// min 3`. Every part may be left out, and the order is free.
///
/// @param pitr any moment of so long a time can be restored
/// @param last of how many periods of a kind the last backup is kept; a kind that is left out keeps
///   none
/// @param min there are never fewer backups
public record Retention(Duration pitr, Map<Period, Integer> last, int min) {
    private static final Pattern PART = Pattern.compile("([a-z]+) +([0-9]{1,6})([a-z]*)");
    private static final String EXAMPLE = "pitr 7d; daily 30; weekly 12; monthly 12; min 3";
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1),
                    "w", Duration.ofDays(7));

    public Retention {
        last = Map.copyOf(last);
        if (pitr.isNegative() || min < 1 || last.values().stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException("a retention keeps at least one backup");
        }
    }

    /// Reads a sentence. Raises `retention-wrong`, which says what is wrong with which part.
    public static Retention parse(String sentence) {
        Map<String, String> parts = new TreeMap<>();
        for (String part : sentence.strip().split(";", -1)) {
            add(parts, part.strip(), sentence);
        }
        Duration pitr =
                parts.containsKey("pitr")
                        ? duration(parts.remove("pitr"), sentence)
                        : Duration.ZERO;
        int min = parts.containsKey("min") ? count("min", parts.remove("min"), sentence) : 1;
        Map<Period, Integer> last = new EnumMap<>(Period.class);
        for (Period period : Period.values()) {
            if (parts.containsKey(period.word())) {
                last.put(period, count(period.word(), parts.remove(period.word()), sentence));
            }
        }
        if (!parts.isEmpty()) {
            throw wrong(
                    sentence,
                    "'%s' is none of pitr, daily, weekly, monthly, yearly and min"
                            .formatted(parts.keySet().iterator().next()));
        }
        return new Retention(pitr, last, min);
    }

    private static void add(Map<String, String> parts, String part, String sentence) {
        Matcher matcher = PART.matcher(part);
        if (!matcher.matches()) {
            throw wrong(
                    sentence,
                    part.isEmpty()
                            ? "a part of it is empty"
                            : "'%s' is not a word and a number".formatted(part));
        }
        if (parts.put(matcher.group(1), matcher.group(2) + matcher.group(3)) != null) {
            throw wrong(sentence, "'%s' is said twice".formatted(matcher.group(1)));
        }
    }

    private static Duration duration(String text, String sentence) {
        String unit = text.replaceAll("[0-9]", "");
        Duration of = UNITS.get(unit);
        long number = Long.parseLong(text.substring(0, text.length() - unit.length()));
        if (of == null || number == 0) {
            throw wrong(sentence, "'pitr %s' is no time such as 12h, 7d or 2w".formatted(text));
        }
        return of.multipliedBy(number);
    }

    private static int count(String word, String text, String sentence) {
        if (!text.matches("[0-9]+") || Integer.parseInt(text) == 0) {
            throw wrong(sentence, "'%s %s' is no number from 1 on".formatted(word, text));
        }
        return Integer.parseInt(text);
    }

    private static ProblemException wrong(String sentence, String what) {
        return ProtectProblems.RETENTION_WRONG
                .says("cannot read the retention '%s'", sentence)
                .what("%s", what)
                .kept("nothing was removed")
                .remedy("Write parts with ';' between them, such as: %s.", EXAMPLE)
                .with("retention", sentence)
                .asException();
    }

    /// The sentence, in one order.
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (!pitr.isZero()) {
            parts.add("pitr " + text(pitr));
        }
        for (Period period : Period.values()) {
            Integer count = last.get(period);
            if (count != null) {
                parts.add(period.word() + " " + count);
            }
        }
        parts.add("min " + min);
        return String.join("; ", parts);
    }

    private static String text(Duration time) {
        return time.toMinutes() % 60 != 0
                ? time.toMinutes() + "m"
                : time.toHours() % 24 != 0 ? time.toHours() + "h" : time.toDays() + "d";
    }
}
