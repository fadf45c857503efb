package org.cairn.collect.decode;

import java.util.List;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of one document into records, and finds the bytes of one value again.
///
/// Implementations hold no state between calls and are safe for any thread.
public interface Decoder {
    /// Streams the records of a document to `sink`.
    ///
    /// Problems raised (nothing after them reaches the sink): `document-malformed` (JSON that
    /// cannot be parsed, with line, column and byte), `encoding-unreadable` (declared charset
    /// unknown, or past the error budget), `csv-header-missing`, `bad-lines-budget`, `too-deep`.
    Outcome decode(Body body, RecordPlan plan, RecordSink sink);

    /// Lists the fields a document offers, for a resource that declares none: the CSV header, or
    /// every top-level member of the JSON records, in order of first appearance over the *whole*
    /// document.
    List<OfferedField> offeredFields(Body body, RecordPlan plan);

    /// Finds the bytes of one value inside one record, from the archived bytes of that record alone
    /// (for a carried value: from the whole document).
    ///
    /// @param record the span that [RawRecord#span] gave
    /// @param strategy the strategy that found the record
    /// @return null when the record holds no such value
    @Nullable Located locate(
            Body body, RecordPlan plan, ByteSpan record, int strategy, FieldOrigin origin);

    /// How a document ended.
    sealed interface Outcome {
        /// Read to its end.
        ///
        /// @param strategy the one that won
        /// @param records good and bad ones
        record Decoded(int strategy, long records) implements Outcome {}

        /// No strategy fits the document: it is to be quarantined whole.
        ///
        /// @param reason for a person: what was looked for and what the document looks like
        record Unmatched(String reason) implements Outcome {}
    }

    /// A field found in a document.
    ///
    /// @param structured whether any record holds an object or array there
    record OfferedField(String name, boolean structured) {}

    /// Where a value stands.
    ///
    /// @param span its bytes in the document: a JSON value with its quotes, a CSV cell with its
    ///   quotes
    /// @param pointer JSON Pointer (RFC 6901) from the document's root where that is known without
    ///   reading the whole document, else from the record; for CSV `line:column name`
    /// @param text what the bytes say, decoded: the string without quotes and escapes
    record Located(ByteSpan span, String pointer, String text) {}
}
