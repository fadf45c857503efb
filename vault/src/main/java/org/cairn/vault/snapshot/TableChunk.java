package org.cairn.vault.snapshot;

import org.cairn.vault.frame.ContentId;
import org.cairn.vault.frame.PackId;

/// Where one chunk of a file table is.
///
/// @param pack the meta pack
/// @param frame the first of its frames there
/// @param count how many frames it has, which follow each other
/// @param id of its plain bytes
/// @param first the path of its first entry
record TableChunk(PackId pack, int frame, int count, ContentId id, String first) {
    /// A chunk is held in memory whole: 256 MiB are the entry of a file of half a terabyte whose
    /// every other page changed.
    static final int MOST_FRAMES = 256;

    TableChunk {
        if (frame < 0 || count < 1 || count > MOST_FRAMES || frame + count > Place.MAX_FRAMES) {
            throw new IllegalArgumentException("%d frames from %d".formatted(count, frame));
        }
        SnapshotPath.require(first);
    }
}
