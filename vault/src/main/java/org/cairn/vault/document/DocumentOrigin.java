package org.cairn.vault.document;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where the bytes of a document came from.
///
/// @param source name of the declared source: `[a-z0-9][a-z0-9_-]*`, since it is part of object
///   names
/// @param url as it was fetched, without credentials
/// @param member name of the member when the bytes were taken out of an archive
/// @param mediaType as the other side gave it, or as it was guessed
/// @param answer what a web server said with the bytes, or null
public record DocumentOrigin(
        String source,
        String url,
        @Nullable String member,
        String mediaType,
        @Nullable WebFacts answer) {
    private static final Pattern SOURCE = Pattern.compile("[a-z0-9][a-z0-9_-]{0,127}");

    public DocumentOrigin {
        requireSource(source);
    }

    public DocumentOrigin(String source, String url, @Nullable String member, String mediaType) {
        this(source, url, member, mediaType, null);
    }

    /// What a web server said with the bytes: by it the server can be asked whether they still
    /// hold.
    ///
    /// @param finalUrl where redirects ended, without credentials
    /// @param etag as it was sent
    /// @param lastModified as it was sent
    public record WebFacts(String finalUrl, @Nullable String etag, @Nullable String lastModified) {}

    static void requireSource(String source) {
        if (!SOURCE.matcher(source).matches()) {
            throw new IllegalArgumentException("not the name of a source: " + source);
        }
    }
}
