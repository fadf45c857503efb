/// Bytes to raw records: JSON, JSON Lines and CSV, streamed, each record with its byte span.
///
/// Rules: a decoder is a function of the bytes and the [RecordPlan]; it opens no file, no
/// connection and no clock. Memory is bounded by one record and the carried values. Places are
/// bytes of the stored body, from 0, a byte order mark included. Open [Decoder] first, then
/// [JsonDecoder] or [CsvDecoder].
@NullMarked
package org.cairn.collect.decode;

import org.jspecify.annotations.NullMarked;
