/// JSON that this module writes and reads back: mapping texts and schemas.
///
/// Rules: small and strict (RFC 8259, no `null`); numbers stay texts so that nothing is rounded.
/// Not for data of users. Open [JsonValue] first.
@NullMarked
package org.cairn.source.json;

import org.jspecify.annotations.NullMarked;
