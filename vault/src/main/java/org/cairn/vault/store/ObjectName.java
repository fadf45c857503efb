package org.cairn.vault.store;

import java.util.regex.Pattern;

/// The name of one object: parts of `[a-z0-9._-]` joined by `/`, none of them beginning with a dot.
///
/// So a name can be a path below a folder or a key in a bucket as it is, never leads upwards, and
/// never meets a temporary file, whose names begin with a dot. Names order by their characters.
public record ObjectName(String value) implements Comparable<ObjectName> {
    private static final String PART = "[a-z0-9_-][a-z0-9._-]*";
    private static final Pattern FORM = Pattern.compile(PART + "(/" + PART + ")*");
    private static final int LONGEST = 512;

    public ObjectName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not an object name: " + value);
        }
    }

    /// Says whether a text can be a name; for what is found in a store and may be anybody's.
    public static boolean isValid(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(ObjectName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
