package org.cairn.vault.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/// What a path in a snapshot may be: relative, with `/` between its parts, and never out of the
/// folder that it is restored to.
final class SnapshotPath {
    /// As PATH_MAX of Linux.
    static final int MAX_BYTES = 4096;

    /// The order of the UTF-8 bytes, in which a file table lists its files.
    static final Comparator<String> ORDER = SnapshotPath::compare;

    private SnapshotPath() {}

    /// Refuses by `IllegalArgumentException` what is not such a path.
    static void require(String path) {
        if (path.isEmpty() || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an empty path, or one with a NUL");
        }
        byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_BYTES || !path.equals(new String(utf8, StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException("a path that is too long or not UTF-8: " + path);
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new IllegalArgumentException("a path that leads elsewhere: " + path);
            }
        }
    }

    // UTF-8 orders as code points do; UTF-16 does not where surrogates meet the last BMP
    // characters.
    private static int compare(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        for (int at = 0; at < shorter; at++) {
            if (one.charAt(at) != other.charAt(at)) {
                return Integer.compare(one.codePointAt(at), other.codePointAt(at));
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
