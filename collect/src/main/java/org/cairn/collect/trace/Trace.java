package org.cairn.collect.trace;

import java.time.Instant;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.jspecify.annotations.Nullable;

/// One value of a dataset and where it comes from.
///
/// @param value as JSON text
/// @param run the run that wrote this version of the row
/// @param rule which strategy, which alternative, which transforms
/// @param span bytes of the document that say the value: `[offset, offset+length)` of the stored
///   body. Where no bytes say it (a constant, or nothing found) the span of the whole record
/// @param pointer where that is in the document's own terms
/// @param text what those bytes say
/// @param bytes those bytes, read from the archive without the decoder
public record Trace(
        String dataset,
        String key,
        String column,
        String value,
        RunNumber run,
        String source,
        String rule,
        Origin document,
        ByteSpan span,
        String pointer,
        String text,
        byte[] bytes) {

    /// The same origin, told of a row of another dataset that repeats the value.
    Trace in(String otherDataset, String otherKey) {
        return new Trace(
                otherDataset,
                otherKey,
                column,
                value,
                run,
                source,
                rule,
                document,
                span,
                pointer,
                text,
                bytes);
    }

    /// The document.
    ///
    /// @param member of an archive such as a zip, and of a workbook the part that the span counts
    ///   in; null for a plain file
    public record Origin(
            DocumentId id, String url, Sha256 sha256, Instant fetchedAt, @Nullable String member) {}
}
