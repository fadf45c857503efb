package org.cairn.vault.store;

import java.time.Instant;

/// What a store knows of an object without reading it.
///
/// @param lastModified by the store's own clock
public record ObjectInfo(ObjectName name, long sizeBytes, Instant lastModified) {}
