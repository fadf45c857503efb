package org.cairn.vault.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cairn.vault.frame.PackId;

/// Small numbers for the packs that pieces name, the same for all snapshots that are looked at
/// together. Safe for any thread.
final class PackNumbers {
    private final Map<PackId, Integer> numbers = new HashMap<>();
    private final List<PackId> ids = new ArrayList<>();

    synchronized int of(PackId id) {
        return numbers.computeIfAbsent(
                id,
                fresh -> {
                    ids.add(fresh);
                    return ids.size() - 1;
                });
    }

    synchronized PackId id(int number) {
        return ids.get(number);
    }

    synchronized int count() {
        return ids.size();
    }
}
