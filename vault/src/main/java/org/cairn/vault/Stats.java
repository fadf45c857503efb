package org.cairn.vault;

/// How much a vault holds.
///
/// @param bodies distinct contents: of documents, and the file tables of snapshots
/// @param logicalBytes of all documents together, each counted in full
/// @param storedBytes of all packs: of documents and of snapshots
/// @param snapshotBytes of the packs of snapshots, as far as these can be read
/// @param segments of WAL
/// @param fragments of WAL that no segment has replaced yet
/// @param walBytes of segments and fragments, as stored
public record Stats(
        long documents,
        long bodies,
        long logicalBytes,
        long storedBytes,
        long packs,
        long snapshots,
        long snapshotBytes,
        long segments,
        long fragments,
        long walBytes) {
    /// Of the packs of documents: those that are not of snapshots.
    public long documentBytes() {
        return Math.max(0, storedBytes - snapshotBytes);
    }
}
