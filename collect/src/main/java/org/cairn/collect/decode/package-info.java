/// Bytes to raw records, each with its byte span: JSON, JSON Lines, CSV and XML streamed, pages and
/// YAML as trees with limits.
///
/// Rules: a decoder is a function of the bytes and the [RecordPlan]; it opens no file, no
/// connection and no clock. Memory is bounded by one record and the carried values, or by what a
/// tree may hold. Places are bytes of the stored body, from 0, a byte order mark included. Open
/// [Decoder] first, then [JsonDecoder], [CsvDecoder], [HtmlDecoder] or [XmlDecoder].
@NullMarked
package org.cairn.collect.decode;

import org.jspecify.annotations.NullMarked;
