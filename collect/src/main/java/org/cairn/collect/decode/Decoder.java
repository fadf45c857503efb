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
    /// Problems raised (nothing after them reaches the sink): `document-malformed` (what cannot be
    /// parsed, with line, column and byte), `encoding-unreadable` (declared charset unknown, or
    /// past the error budget), `csv-header-missing`, `bad-lines-budget`, `too-deep`,
    /// `value-too-long`, `too-many-carried`, `page-too-large`, `entities-refused`,
    /// `selector-failed`, `document-unreadable`, `workbook-unreadable`, `workbook-too-large`,
    /// `sheet-missing`. Records before the place of a problem may have reached the sink already:
    /// the caller takes them back.
    Outcome decode(Body body, RecordPlan plan, RecordSink sink);

    /// Lists the fields a document offers, for a resource that declares none: the CSV header, or
    /// every top-level member of the JSON records, in order of first appearance over the *whole*
    /// document. Empty when no strategy fits.
    ///
    /// Problems raised: those of [#decode], and `too-many-fields`.
    List<OfferedField> offeredFields(Body body, RecordPlan plan);

    /// Finds the bytes of one value inside one record, from the archived bytes of that record alone
    /// (for a carried value: from the whole document; for CSV: from the header, too; for HTML and
    /// YAML: from the whole document).
    ///
    /// `record` may also be the span of a child record; paths then start at that element. Where a
    /// JSON path has a wildcard inside the record and gathers several values, the place is that of
    /// the array the first wildcard goes through.
    ///
    /// @param record the span that [RawRecord#span] gave
    /// @param strategy the strategy that found the record
    /// @return null when the record holds no such value, or one that decodes to null
    @Nullable Located locate(
            Body body, RecordPlan plan, ByteSpan record, int strategy, FieldOrigin origin);

    /// The bytes that spans of a document count: its own, or where it is packed those of its parts
    /// one behind the other.
    ///
    /// Problems raised: `workbook-unreadable`, `workbook-too-large`.
    default Body unpacked(Body body) {
        return body;
    }

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
    /// @param pointer JSON Pointer (RFC 6901): from the root for a carried value, else from the
    ///   record whose span was given, for its place in the document is not known without reading
    ///   that; for CSV and tables the column's name; for HTML and XML an XPath, from the record
    ///   where it begins with `.`
    /// @param text what the bytes say, decoded: the string without quotes and escapes
    record Located(ByteSpan span, String pointer, String text) {}
}
