package org.cairn.kernel;

import java.util.regex.Pattern;

/// A timeline of a PostgreSQL server: one line of its history. A new one begins with each
/// promotion.
///
/// @param number from 1
public record Timeline(int number) implements Comparable<Timeline> {
    public static final Timeline FIRST = new Timeline(1);

    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{8}");

    public Timeline {
        if (number < 1) {
            throw new IllegalArgumentException("a timeline must be positive: " + number);
        }
    }

    /// Reads the eight hexadecimal digits with which file names of WAL begin: timeline 10 is
    /// `0000000A` there.
    public static Timeline parseHex(String text) {
        if (!HEX.matcher(text).matches()) {
            throw new IllegalArgumentException("not a timeline: " + text);
        }
        return new Timeline(Integer.parseInt(text, 16));
    }

    /// Eight upper-case hexadecimal digits, as PostgreSQL writes them in file names.
    public String hex() {
        return "%08X".formatted(number);
    }

    @Override
    public int compareTo(Timeline other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
