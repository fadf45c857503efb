package org.cairn.collect.validate;

import java.util.Collections;
import java.util.List;
import org.cairn.collect.validate.SequencePattern.CharSet;
import org.cairn.collect.validate.SequencePattern.Place;
import org.cairn.collect.validate.SequencePattern.Repeat;
import org.jspecify.annotations.Nullable;

/// Reads the part of RE2's syntax that [SequencePattern] can match, and gives up at the first sign
/// of anything else, also of what RE2 would refuse. Confined to one call.
final class SequenceParser {
    private static final int MOST_REPEATS = 60;
    private static final CharSet ANY = without(set("\n"));
    private static final CharSet DIGIT = set("0123456789");
    private static final CharSet SPACE = set("\t\n\f\r ");
    private static final CharSet WORD =
            set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private final String pattern;
    private final int limit;
    private int at;

    SequenceParser(String pattern) {
        this.pattern = pattern;
        boolean anchored = pattern.endsWith("$") && !pattern.endsWith("\\$");
        // The whole text is matched anyway, so anchors at the ends say nothing.
        this.limit = pattern.length() - (anchored ? 1 : 0);
        this.at = pattern.startsWith("^") ? 1 : 0;
    }

    /// Adds the places of the pattern; false when it is not a plain sequence.
    boolean parse(List<Place> places) {
        while (at < limit) {
            CharSet set = one();
            if (set == null || !repeat(set, places)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable CharSet one() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '.' -> ANY;
            case '\\' -> escape();
            case '[' -> bracket();
            case '(', ')', '|', '^', '$', '*', '+', '?', '{', '}', ']' -> null;
            default -> c < 128 ? set(String.valueOf(c)) : null;
        };
    }

    private @Nullable CharSet escape() {
        if (at >= limit) {
            return null;
        }
        char c = pattern.charAt(at++);
        return switch (c) {
            case 'd' -> DIGIT;
            case 's' -> SPACE;
            case 'w' -> WORD;
            default -> c > ' ' && c < 127 && !WORD.takes(c) ? set(String.valueOf(c)) : null;
        };
    }

    private @Nullable CharSet bracket() {
        boolean negated = at < limit && pattern.charAt(at) == '^';
        at += negated ? 1 : 0;
        CharSet all = set("");
        int first = at;
        while (at < limit && pattern.charAt(at) != ']') {
            CharSet next = member(first);
            if (next == null) {
                return null;
            }
            all = new CharSet(all.low() | next.low(), all.high() | next.high(), false);
        }
        if (at >= limit || at == first) {
            return null;
        }
        at++;
        return negated ? without(all) : all;
    }

    private @Nullable CharSet member(int first) {
        char c = pattern.charAt(at++);
        if (c == '\\') {
            CharSet escaped = escape();
            // A range from here would need to know which character it is.
            return at < limit && pattern.charAt(at) == '-' ? null : escaped;
        }
        boolean edge = at - 1 == first || (at < limit && pattern.charAt(at) == ']');
        if (c == '[' || c >= 128 || (c == '-' && !edge)) {
            return null;
        }
        boolean range =
                at + 1 < limit && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']';
        if (!range) {
            return set(String.valueOf(c));
        }
        char last = pattern.charAt(at + 1);
        if (last < c || last >= 128 || last == '\\' || last == '[' || c == '-') {
            return null;
        }
        at += 2;
        return range(c, last);
    }

    private boolean repeat(CharSet set, List<Place> places) {
        int least = 1;
        int most = 1;
        char c = at < limit ? pattern.charAt(at) : 0;
        if (c == '?' || c == '*' || c == '+') {
            at++;
            least = c == '+' ? 1 : 0;
            most = c == '?' ? 1 : -1;
        } else if (c == '{') {
            int close = pattern.indexOf('}', at);
            String[] bounds = pattern.substring(at + 1, Math.max(close, at + 1)).split(",", -1);
            least = number(bounds[0]);
            most = bounds.length == 1 ? least : bounds[1].isEmpty() ? -1 : number(bounds[1]);
            if (bounds.length > 2 || least > MOST_REPEATS || most > MOST_REPEATS) {
                return false;
            }
            at = close + 1;
        }
        if ((most >= 0 && most < least)
                || (at < limit && "?*+{".indexOf(pattern.charAt(at)) >= 0)) {
            return false;
        }
        places.addAll(Collections.nCopies(least, new Place(set, Repeat.ONCE)));
        if (most < 0) {
            places.add(new Place(set, Repeat.ANY_TIMES));
        } else {
            places.addAll(Collections.nCopies(most - least, new Place(set, Repeat.AT_MOST_ONCE)));
        }
        return true;
    }

    private static int number(String digits) {
        return digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
    }

    private static CharSet set(String characters) {
        CharSet all = new CharSet(0, 0, false);
        for (int i = 0; i < characters.length(); i++) {
            CharSet one = range(characters.charAt(i), characters.charAt(i));
            all = new CharSet(all.low() | one.low(), all.high() | one.high(), false);
        }
        return all;
    }

    private static CharSet range(int first, int last) {
        long low = 0;
        long high = 0;
        for (int c = first; c <= last; c++) {
            low |= c < 64 ? 1L << c : 0;
            high |= c >= 64 ? 1L << (c - 64) : 0;
        }
        return new CharSet(low, high, false);
    }

    private static CharSet without(CharSet set) {
        return new CharSet(~set.low(), ~set.high(), true);
    }
}
