package org.cairn.vault.server;

import java.time.Instant;
import java.util.regex.Pattern;

/// A PostgreSQL server as the vault knows it.
///
/// @param systemIdentifier as PostgreSQL prints it: 64 bits, unsigned, in decimal digits
/// @param major of its version, such as 18
/// @param segmentBytes of one file of its WAL
public record ServerRecord(
        String systemIdentifier, int major, int segmentBytes, Instant registered) {
    private static final Pattern IDENTIFIER = Pattern.compile("[1-9]\\d{0,19}");

    public ServerRecord {
        requireIdentifier(systemIdentifier);
        if (major < 1
                || segmentBytes < 1 << 20
                || segmentBytes > 1 << 30
                || Integer.bitCount(segmentBytes) != 1) {
            throw new IllegalArgumentException(
                    "not a server: major version %d, segments of %d bytes"
                            .formatted(major, segmentBytes));
        }
    }

    /// Says whether a text can be a system identifier.
    public static boolean isIdentifier(String text) {
        if (!IDENTIFIER.matcher(text).matches()) {
            return false;
        }
        try {
            return Long.parseUnsignedLong(text) != 0;
        } catch (NumberFormatException _) {
            // Twenty digits may be more than 64 bits.
            return false;
        }
    }

    /// Refuses a text that cannot be a system identifier, since it becomes part of object names.
    public static void requireIdentifier(String text) {
        if (!isIdentifier(text)) {
            throw new IllegalArgumentException("not a system identifier: " + text);
        }
    }
}
