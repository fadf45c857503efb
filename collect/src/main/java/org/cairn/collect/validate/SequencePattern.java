package org.cairn.collect.validate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Matches whole texts against the patterns that people mostly write: characters and classes one
/// after the other, each repeated or not, like `[A-Z]{3}-[0-9]+`.
///
/// All states of the automaton are the bits of one `long` and move together (extended Shift-And:
/// Navarro, Raffinot, "Flexible Pattern Matching in Strings", 2002, chapter 4), so time is linear
/// in the text whatever the pattern, and a tenth of RE2's. Patterns with groups, alternatives or
/// more than 62 places are not for it. Means what RE2 means by the same pattern. Safe for any
/// thread.
final class SequencePattern {
    private static final int MOST_PLACES = 62;
    private static final int ASCII = 128;

    /// For each ASCII character, and last for all others: the places that take it.
    private final long[] takers;

    private final long loops;
    private final long skippable;
    private final long start;
    private final long end;

    /// One place of the pattern.
    ///
    /// @param set the ASCII characters it takes
    record Place(CharSet set, Repeat repeat) {}

    /// How often a place may match before the next one is tried.
    enum Repeat {
        ONCE,
        AT_MOST_ONCE,
        ANY_TIMES
    }

    /// A set of characters: bits for ASCII, and all others or none of them.
    record CharSet(long low, long high, boolean others) {
        boolean takes(int c) {
            return c < 64 ? (low >>> c & 1) != 0 : (high >>> (c - 64) & 1) != 0;
        }
    }

    private SequencePattern(List<Place> places) {
        takers = new long[ASCII + 1];
        long loop = 0;
        long skip = 0;
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            long bit = 1L << i;
            for (int c = 0; c < ASCII; c++) {
                takers[c] |= place.set().takes(c) ? bit : 0;
            }
            takers[ASCII] |= place.set().others() ? bit : 0;
            loop |= place.repeat() == Repeat.ANY_TIMES ? bit : 0;
            skip |= place.repeat() == Repeat.ONCE ? 0 : bit;
        }
        loops = loop;
        skippable = skip;
        start = withSkipped(1);
        end = 1L << places.size();
    }

    /// Compiles a pattern; null when it is not a plain sequence.
    static @Nullable SequencePattern compile(String pattern) {
        List<Place> places = new ArrayList<>();
        return new SequenceParser(pattern).parse(places) && places.size() <= MOST_PLACES
                ? new SequencePattern(places)
                : null;
    }

    boolean matches(String text) {
        long states = start;
        int length = text.length();
        for (int i = 0; i < length && states != 0; i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                // Two units, one character.
                i++;
            }
            long taken = states & takers[Math.min(c, ASCII)];
            states = withSkipped(((taken & ~loops) << 1) | (taken & loops));
        }
        return (states & end) != 0;
    }

    private long withSkipped(long states) {
        long all = states;
        long next = (all & skippable) << 1;
        while ((next & ~all) != 0) {
            all |= next;
            next = (all & skippable) << 1;
        }
        return all;
    }
}
