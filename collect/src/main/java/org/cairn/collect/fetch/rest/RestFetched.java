package org.cairn.collect.fetch.rest;

import java.util.List;
import org.cairn.collect.fetch.FetchedDocument;
import org.jspecify.annotations.Nullable;

/// What came of asking for one resource.
///
/// @param documents its pages in the order in which they were asked for, all durable
/// @param doubts why they may not be all there is; empty for a listing that is whole
/// @param newest the newest value of the cursor, from which the next run may go on; null where no
///   record had one
public record RestFetched(
        List<FetchedDocument> documents,
        List<String> doubts,
        @Nullable String newest,
        Extent extent) {
    public RestFetched {
        documents = List.copyOf(documents);
        doubts = List.copyOf(doubts);
    }

    /// How much was asked for.
    public enum Extent {
        /// All there is.
        ALL,
        /// What came since a run before.
        SINCE
    }
}
