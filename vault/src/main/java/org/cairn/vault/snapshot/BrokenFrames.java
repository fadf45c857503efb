package org.cairn.vault.snapshot;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.cairn.vault.frame.PackId;
import org.jspecify.annotations.Nullable;

/// The frames that cannot be read, by their packs. Safe for any thread.
public final class BrokenFrames {
    private static final int ALL = Place.MAX_FRAMES;

    private final Map<PackId, BitSet> packs = new HashMap<>();

    /// Notes one frame.
    public synchronized void add(PackId pack, int frame) {
        packs.computeIfAbsent(pack, _ -> new BitSet()).set(frame);
    }

    /// Notes a pack of which nothing can be read.
    public synchronized void add(PackId pack) {
        packs.computeIfAbsent(pack, _ -> new BitSet()).set(0, ALL);
    }

    public synchronized boolean isEmpty() {
        return packs.isEmpty();
    }

    synchronized @Nullable BitSet of(PackId pack) {
        BitSet frames = packs.get(pack);
        return frames == null ? null : (BitSet) frames.clone();
    }
}
