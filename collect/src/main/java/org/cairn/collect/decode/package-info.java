/// Bytes to raw records: JSON, JSON Lines and CSV, streamed, each record with its byte span.
///
/// Rules: a decoder is a function of the bytes and the [RecordPlan]; it opens no file, no
/// connection and no clock. Memory is bounded by one record. Open [Decoder] first.
@NullMarked
package org.cairn.collect.decode;

import org.jspecify.annotations.NullMarked;
