/// The bytes of frames and containers, as `docs/format/vault-1.md` writes them down.
///
/// A **frame** is up to 1 MiB of plain bytes, compressed where that pays, with a checksum and a
/// tag. A **container** is an object of many frames and a footer that lists them: a pack, a range
/// of WAL or an object of JSON. Rules: pure. No files, no network, no clock, no randomness: bytes
/// and keys in, bytes out. No length that was read is trusted before it is bounded. Byte order is
/// big-endian. Open [FrameWriter], then [ContainerWriter]; the readers undo them. [ContainerKeys]
/// says how they are protected.
@NullMarked
package org.cairn.vault.frame;

import org.jspecify.annotations.NullMarked;
