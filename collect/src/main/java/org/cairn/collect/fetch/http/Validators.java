package org.cairn.collect.fetch.http;

import org.jspecify.annotations.Nullable;

/// What a server gave with an answer, by which it can be asked whether the answer still holds.
///
/// @param etag as it was sent, with its quotes and `W/`
/// @param lastModified as it was sent
public record Validators(@Nullable String etag, @Nullable String lastModified) {
    public static final Validators NONE = new Validators(null, null);

    public boolean isEmpty() {
        return etag == null && lastModified == null;
    }

    /// The value for `If-Range`: a strong tag, else null. A date is not strong enough to glue two
    /// halves of a file together.
    @Nullable String strong() {
        return etag != null && etag.startsWith("\"") ? etag : null;
    }
}
