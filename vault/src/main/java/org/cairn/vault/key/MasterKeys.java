package org.cairn.vault.key;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.Hkdf;
import org.jspecify.annotations.Nullable;

/// The master keys of a vault, unwrapped: those of all epochs to the one that was opened.
/// Overwritten when it is closed. It prints nothing of them. Confined to one thread.
///
/// @see KeySlots#open
final class MasterKeys implements AutoCloseable {
    private final UUID repository;
    private final TreeMap<Integer, byte[]> byEpoch;
    private final @Nullable KeySlot opened;

    private MasterKeys(
            UUID repository, SortedMap<Integer, byte[]> byEpoch, @Nullable KeySlot opened) {
        this.repository = repository;
        this.byEpoch = new TreeMap<>(byEpoch);
        this.opened = opened;
    }

    /// Makes the first key of a new vault.
    static MasterKeys first(UUID repository, Entropy entropy) {
        byte[] master = entropy.bytes(Hkdf.KEY_BYTES);
        return new MasterKeys(repository, new TreeMap<>(Collections.singletonMap(1, master)), null);
    }

    static MasterKeys opened(UUID repository, SortedMap<Integer, byte[]> byEpoch, KeySlot opened) {
        return new MasterKeys(repository, byEpoch, opened);
    }

    int epoch() {
        return byEpoch.lastKey();
    }

    byte[] newest() {
        return byEpoch.lastEntry().getValue();
    }

    /// Says whether a slot is the one that was opened.
    boolean wasOpenedBy(KeySlot slot) {
        return opened != null && opened.name().equals(slot.name());
    }

    ContainerKeys containerKeys() {
        return ContainerKeys.encrypted(repository, byEpoch);
    }

    @Override
    public void close() {
        byEpoch.values().forEach(key -> Arrays.fill(key, (byte) 0));
    }

    @Override
    public String toString() {
        return "master keys to epoch " + epoch();
    }
}
