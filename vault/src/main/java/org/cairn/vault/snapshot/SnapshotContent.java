package org.cairn.vault.snapshot;

import org.cairn.kernel.Sha256;

/// What a snapshot holds, in numbers.
///
/// @param fileTable the body that lists the files
/// @param files how many, with folders
/// @param logicalBytes of all files together
/// @param readBytes that were given to its lanes
/// @param storedBytes of the packs that were written for it, and not of the file table
public record SnapshotContent(
        Sha256 fileTable, long files, long logicalBytes, long readBytes, long storedBytes) {
    public SnapshotContent {
        if (files < 0 || logicalBytes < 0 || readBytes < 0 || storedBytes < 0) {
            throw new IllegalArgumentException("a snapshot of negative size");
        }
    }
}
