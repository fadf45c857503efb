package org.cairn.collect.fetch.rest;

import org.cairn.kernel.Sha256;
import org.jspecify.annotations.Nullable;

/// What one page says of its listing. A value; holds no records.
///
/// @param records that the data selector finds, good or bad
/// @param unmatched why the data selector finds nothing at all, or null
/// @param token where the paginator looks for the next page: its address or cursor; null for none
/// @param total what the page states as the size of the listing; null where it states none
/// @param sign for a paginator of one page: what on the page looks like a next page, or null
record PageFacts(
        Sha256 content,
        long records,
        @Nullable String unmatched,
        @Nullable String token,
        @Nullable Long total,
        @Nullable String sign) {
    /// The answer of a server that has no page of that number.
    static PageFacts beyondEnd(Sha256 content) {
        return new PageFacts(content, 0, null, null, null, null);
    }
}
