package org.cairn.vault.frame;

import org.cairn.kernel.Sha256;

/// Where one frame stands in its pack and what it must turn out to be.
///
/// @param offset of the frame's header from the first byte of the pack
/// @param storedBytes length of what follows the header
/// @param plainBytes length after decompression
/// @param id SHA-256 of the plain bytes
public record FrameRef(FrameType type, long offset, int storedBytes, int plainBytes, Sha256 id) {
    public FrameRef {
        boolean sizes = plainBytes > 0 && plainBytes <= FrameWriter.MAX_PLAIN && storedBytes > 0;
        if (!sizes || storedBytes > plainBytes || offset < PackIdentity.HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "not a frame: %d stored and %d plain bytes at %d"
                            .formatted(storedBytes, plainBytes, offset));
        }
    }

    /// Length of the frame in the pack, with its header.
    public int frameBytes() {
        return FrameWriter.HEADER_BYTES + storedBytes;
    }

    /// Where the next frame begins.
    public long end() {
        return offset + frameBytes();
    }
}
