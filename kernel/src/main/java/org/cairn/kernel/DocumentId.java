package org.cairn.kernel;

import java.util.regex.Pattern;

/// The identity of one document: 32 lower-case hexadecimal digits.
///
/// Two fetches of the same bytes are two documents with one content.
public record DocumentId(String hex) implements Comparable<DocumentId> {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    public DocumentId {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a document id: " + hex);
        }
    }

    /// The form shown in tables; any unique prefix is accepted back.
    public String shortForm() {
        return hex.substring(0, 8);
    }

    @Override
    public int compareTo(DocumentId other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
