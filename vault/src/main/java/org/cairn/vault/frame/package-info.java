/// The bytes of frames and packs, as `docs/format/vault-0.md` writes them down.
///
/// A **frame** is up to 1 MiB of plain bytes, compressed where that pays, with a checksum. A
/// **pack** is an object of many frames and a footer that lists them. Rules: pure. No files, no
/// network, no clock, no randomness: bytes in, bytes out. No length that was read is trusted before
/// it is bounded. Byte order is big-endian. Open [FrameWriter], then [PackWriter]; the readers undo
/// them, [FrameSequence] where nothing lists the places of the frames.
@NullMarked
package org.cairn.vault.frame;

import org.jspecify.annotations.NullMarked;
