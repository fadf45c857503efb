package org.cairn.vault.snapshot;

import org.cairn.vault.frame.PackId;

/// A pack that a file table names.
///
/// @param sizeBytes of the whole pack, so that one that was cut is noticed without reading it
record TablePack(PackId id, long sizeBytes) {
    TablePack {
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("a pack of " + sizeBytes + " bytes");
        }
    }
}
