package org.cairn.vault.frame;

import org.cairn.kernel.Sha256;

/// A finished frame in the buffer of the [FrameWriter] that made it; valid until that one writes
/// again.
///
/// @param bytes header and stored bytes, from 0
/// @param length how many of `bytes` belong to the frame
public record EncodedFrame(FrameType type, byte[] bytes, int length, int plainBytes, Sha256 id) {
    FrameRef at(long offset) {
        return new FrameRef(type, offset, length - FrameWriter.HEADER_BYTES, plainBytes, id);
    }
}
