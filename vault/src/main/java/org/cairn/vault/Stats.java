package org.cairn.vault;

/// How much a vault holds.
///
/// @param bodies distinct contents
/// @param logicalBytes of all documents together, each counted in full
/// @param storedBytes of all packs
public record Stats(long documents, long bodies, long logicalBytes, long storedBytes, long packs) {}
