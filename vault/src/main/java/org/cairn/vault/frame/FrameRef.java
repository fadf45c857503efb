package org.cairn.vault.frame;

/// Where one frame stands in its container and what it must turn out to be.
///
/// @param number of the frame in its container, from 0
/// @param offset of the frame's header from the first byte of the container
/// @param storedBytes length of what stands between header and tag
/// @param plainBytes length after decompression
/// @param id of the plain bytes
public record FrameRef(
        FrameType type, int number, long offset, int storedBytes, int plainBytes, ContentId id) {
    public FrameRef {
        boolean sizes = plainBytes > 0 && plainBytes <= FrameWriter.MAX_PLAIN && storedBytes > 0;
        if (!sizes || storedBytes > plainBytes || offset < ContainerHeader.BYTES) {
            throw new IllegalArgumentException(
                    "not a frame: %d stored and %d plain bytes at %d"
                            .formatted(storedBytes, plainBytes, offset));
        }
    }

    /// Length of the frame in the container, with header and tag.
    public int frameBytes() {
        return FrameWriter.OVERHEAD_BYTES + storedBytes;
    }

    /// Where the next frame begins.
    public long end() {
        return offset + frameBytes();
    }
}
