package org.cairn.vault.run;

import java.time.Instant;
import java.util.List;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.jspecify.annotations.Nullable;

/// What a run read: which documents, in which order, for which resource. By it the same can be read
/// again, without source and even without the database.
///
/// @param at when everything was fetched
public record RunInputs(RunNumber run, Instant at, List<Listing> listings) {
    public RunInputs {
        listings = List.copyOf(listings);
    }

    /// How much of a resource its documents are.
    public enum Extent {
        /// All there was.
        WHOLE,
        /// What came since a run before.
        NEWS,
        /// Perhaps not all there was.
        DOUBTED
    }

    /// The documents of one resource, in the order in which they are read.
    ///
    /// @param resource null where all resources of the source read the same documents
    public record Listing(
            String source, @Nullable String resource, Extent extent, List<Document> documents) {
        public Listing {
            documents = List.copyOf(documents);
        }
    }

    /// One document.
    ///
    /// @param fileName by which declarations know it
    public record Document(
            DocumentId id,
            String fileName,
            String url,
            Sha256 sha256,
            long lengthBytes,
            Instant fetchedAt) {}
}
