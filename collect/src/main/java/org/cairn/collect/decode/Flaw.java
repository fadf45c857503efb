package org.cairn.collect.decode;

import org.cairn.collect.decode.RecordPlan.Limits;

/// Why one record cannot be decoded.
///
/// @param code one of the stable words of [RecordSink#bad]
/// @param message for a person, cut to 200 characters
record Flaw(String code, String message) {
    static final String MALFORMED_LINE = "malformed-json-line";
    static final String UNDECODABLE = "undecodable-bytes";
    static final String RAGGED = "ragged-record";
    static final String TOO_LONG = "record-too-long";
    static final String UNCLOSED = "unclosed-quote";
    static final String SHAPELESS = "record-not-an-object";
    static final String DETAIL_MISSING = "detail-missing";

    private static final int LONGEST_MESSAGE = 200;

    Flaw {
        if (message.length() > LONGEST_MESSAGE) {
            message = message.substring(0, LONGEST_MESSAGE - 1) + "…";
        }
    }

    static Flaw shapeless() {
        return new Flaw(SHAPELESS, "the record is a single value where an object is expected");
    }

    static Flaw tooMuch(long bytes, Limits limits) {
        return new Flaw(
                TOO_LONG,
                bytes > limits.recordBytes()
                        ? "the record has %d bytes; %d are allowed"
                                .formatted(bytes, limits.recordBytes())
                        : "the record has more values or list elements than are kept");
    }
}
