package org.cairn.vault.snapshot;

import org.cairn.vault.frame.PackId;

/// A pack of which the snapshots name only a part: the rest was of snapshots that are gone, and
/// takes room for as long as that part is named.
///
/// @param liveBytes plain bytes that a snapshot names, in units of a page
/// @param plainBytes all its plain bytes
public record SparsePack(PackId id, long liveBytes, long plainBytes) {}
