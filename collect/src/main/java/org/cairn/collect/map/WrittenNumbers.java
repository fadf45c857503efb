package org.cairn.collect.map;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/// Reads numbers with the separators that are declared, and gives them with a decimal point and
/// without groups. Strict: a separator at a place where none belongs makes it no number, for a
/// number read by the wrong rules is a wrong number.
final class WrittenNumbers {
    private WrittenNumbers() {}

    static Transform of(String decimal, String group) {
        char point = sign(decimal);
        char grouping = group.isEmpty() ? 0 : sign(group);
        String expected =
                "a number with '%s' before its fraction%s"
                        .formatted(
                                decimal,
                                group.isEmpty() ? "" : " and '%s' in groups".formatted(group));
        return text -> {
            String number = read(plain(text), point, grouping);
            if (number == null) {
                throw new UnreadableException(expected);
            }
            return number;
        };
    }

    /// Full-width characters become plain ones, all spaces and all apostrophes one.
    private static String plain(String text) {
        String narrow = Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
        var plain = new StringBuilder(narrow.length());
        for (int i = 0; i < narrow.length(); i++) {
            plain.append(sign(narrow.substring(i, i + 1)));
        }
        return plain.toString();
    }

    private static char sign(String text) {
        String narrow = Normalizer.normalize(text, Normalizer.Form.NFKC);
        char c = narrow.isEmpty() ? 0 : narrow.charAt(0);
        return switch (c) {
            case '\u00a0', '\u202f', '\u2009', ' ' -> ' ';
            case '\u2019', '\u02bc', '\'' -> '\'';
            case '\u2212' -> '-';
            case '\u066c' -> ',';
            default -> c;
        };
    }

    private static @Nullable String read(String text, char point, char grouping) {
        int from = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        int fraction = text.indexOf(point);
        String whole =
                text.substring(from, fraction < 0 ? text.length() : Math.max(from, fraction));
        String digits = grouping == 0 ? whole : ungrouped(whole, grouping);
        String decimals = fraction < 0 ? "" : text.substring(fraction + 1);
        if (digits == null || !isDigits(digits) || !isDigits(decimals)) {
            return null;
        }
        if (digits.isEmpty() && decimals.isEmpty()) {
            return null;
        }
        String sign = from == 1 && text.charAt(0) == '-' ? "-" : "";
        return sign
                + (digits.isEmpty() ? "0" : digits)
                + (decimals.isEmpty() ? "" : "." + decimals);
    }

    /// Without separators: the last group has three digits, those before it two or three, the first
    /// one to three. Null when they stand elsewhere.
    private static @Nullable String ungrouped(String whole, char grouping) {
        if (whole.indexOf(grouping) < 0) {
            return whole;
        }
        String[] groups = whole.split(java.util.regex.Pattern.quote(String.valueOf(grouping)), -1);
        var digits = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            int length = groups[i].length();
            boolean last = i == groups.length - 1;
            boolean fits =
                    last
                            ? length == 3
                            : i == 0 ? length >= 1 && length <= 3 : length == 2 || length == 3;
            if (!fits) {
                return null;
            }
            digits.append(groups[i]);
        }
        return digits.toString();
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
