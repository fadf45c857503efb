package org.cairn.protect.backup;

import java.util.ArrayList;
import java.util.List;
import org.cairn.vault.snapshot.StoredFrame;

/// The frames of one file, put together from its pieces. Confined to one thread.
final class FileFrames {
    private final List<StoredFrame> frames = new ArrayList<>();
    private long bytes;

    /// Adds what was read at an offset. A file that was cut off and then grew again between the
    /// reads has a hole there; zeros fill it, and the WAL says what belongs into it.
    void addAt(long offset, List<StoredFrame> stored, long storedBytes) {
        if (storedBytes == 0) {
            return;
        }
        while (bytes < offset) {
            long toBoundary = PieceReader.PAGES_FRAME_BYTES - bytes % PieceReader.PAGES_FRAME_BYTES;
            int length = (int) Math.min(offset - bytes, toBoundary);
            frames.add(StoredFrame.zero(length));
            bytes += length;
        }
        frames.addAll(stored);
        bytes += storedBytes;
    }

    List<StoredFrame> all() {
        return frames;
    }

    long bytes() {
        return bytes;
    }
}
