package org.cairn.kernel;

import java.util.regex.Pattern;

/// A position in PostgreSQL's write-ahead log: bytes since the server was created.
public record Lsn(long bytes) implements Comparable<Lsn> {
    private static final Pattern FORM = Pattern.compile("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}");

    public Lsn {
        if (bytes < 0) {
            throw new IllegalArgumentException("lsn must not be negative: " + bytes);
        }
    }

    /// Reads PostgreSQL's own form, two hexadecimal halves: `16/B374D848`.
    public static Lsn parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not an lsn: " + text);
        }
        int slash = text.indexOf('/');
        long high = Long.parseLong(text.substring(0, slash), 16);
        long low = Long.parseLong(text.substring(slash + 1), 16);
        return new Lsn(high << 32 | low);
    }

    public Lsn plusBytes(long count) {
        return new Lsn(Math.addExact(bytes, count));
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return "%X/%X".formatted(bytes >>> 32, bytes & 0xFFFFFFFFL);
    }
}
