package org.cairn.vault.session;

import java.util.List;
import org.cairn.vault.frame.PackId;

/// One generation: packs that nothing named when it was made. When that was is what the store says
/// of its object.
///
/// @param generation from 1
/// @param snapshots names of the snapshot objects that were there, for people
public record Condemned(int generation, List<String> snapshots, List<CondemnedPack> packs) {
    /// The most of one generation; what is left over is for the next.
    public static final int MOST_PACKS = 400_000;

    /// A pack with its size.
    public record CondemnedPack(PackId id, long sizeBytes) {}

    public Condemned {
        snapshots = List.copyOf(snapshots);
        packs = List.copyOf(packs);
        if (generation < 1 || packs.size() > MOST_PACKS) {
            throw new IllegalArgumentException("not a generation: " + generation);
        }
    }
}
