package org.cairn.kernel;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes, written with IEC units: `16MiB`, printed as `16.0 MiB`.
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s?(B|KiB|MiB|GiB|TiB)");
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size must not be negative: " + bytes);
        }
    }

    public static ByteSize ofMebibytes(long count) {
        return new ByteSize(Math.multiplyExact(count, 1L << 20));
    }

    /// Reads `512MiB` or `512 MiB`; only IEC units, so that nobody has to guess the factor.
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not a size like 512MiB (B, KiB, MiB, GiB, TiB): " + text);
        }
        long factor = 1;
        for (String unit : UNITS) {
            if (unit.equals(matcher.group(2))) {
                long count = Long.parseLong(matcher.group(1));
                if (count > Long.MAX_VALUE / factor) {
                    throw new IllegalArgumentException("a size of more than 8 EiB: " + text);
                }
                return new ByteSize(count * factor);
            }
            factor <<= 10;
        }
        throw new IllegalStateException("the pattern admits a unit that the table lacks");
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int unit = Math.min(UNITS.length - 1, (63 - Long.numberOfLeadingZeros(bytes)) / 10);
        double count = bytes / (double) (1L << (10 * unit));
        // 1023.95 and more would be printed as 1024.0.
        if (count >= 1023.95 && unit < UNITS.length - 1) {
            count /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", count, UNITS[unit]);
    }
}
