package org.cairn.collect.decode;

import org.cairn.kernel.ByteSpan;

/// Takes what a decoder finds, in document order, on the decoder's thread.
public interface RecordSink {
    void record(RawRecord record);

    /// A record that cannot be decoded: quarantined with its place, and decoding goes on.
    ///
    /// @param code stable kebab words: `malformed-json-line`, `undecodable-bytes`, `ragged-record`,
    ///   `record-too-long`, `unclosed-quote`, `record-not-an-object`, `detail-missing`
    /// @param message for a person; no more than 200 characters, no secrets
    void bad(ByteSpan span, String code, String message);

    /// Something a person should know of the whole document.
    default void note(Note kind, String message) {}

    /// Kinds of notes.
    enum Note {
        /// How the document was understood, where that was not declared.
        UNDERSTOOD,
        /// What was left out, though it is no error.
        LEFT_OUT
    }
}
