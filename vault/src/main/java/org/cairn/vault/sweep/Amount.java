package org.cairn.vault.sweep;

import java.util.Collection;
import org.cairn.vault.session.Condemned.CondemnedPack;

/// How much some packs are.
public record Amount(long packs, long bytes) {
    public static final Amount NONE = new Amount(0, 0);

    static Amount of(Collection<CondemnedPack> packs) {
        return new Amount(packs.size(), packs.stream().mapToLong(CondemnedPack::sizeBytes).sum());
    }
}
