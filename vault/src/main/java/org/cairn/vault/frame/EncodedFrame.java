package org.cairn.vault.frame;

/// A compressed frame in the buffer of the [FrameWriter] that made it, with room for its header and
/// its tag. Valid until that one writes again; a container that takes it seals it in place, so that
/// it can be appended once.
///
/// @param bytes stored bytes from [FrameWriter#HEADER_BYTES]
public record EncodedFrame(
        FrameType type, Codec codec, byte[] bytes, int storedBytes, int plainBytes, ContentId id) {
    /// Length of the frame with its header and its tag.
    int length() {
        return FrameWriter.OVERHEAD_BYTES + storedBytes;
    }
}
