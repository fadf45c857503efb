package org.cairn.vault.session;

import java.time.Instant;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/// The entries of one session that a look at the store found.
///
/// @param entries by number, with when each was created by the store's clock
public record SessionLog(String id, SortedMap<Integer, Instant> entries) {
    public SessionLog {
        entries = new TreeMap<>(entries);
    }

    /// When its writer was last heard of.
    public Instant lastSign() {
        return entries.values().stream()
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new IllegalStateException("a session without entries"));
    }

    /// When it was first heard of.
    public Instant firstSign() {
        return entries.values().stream()
                .min(Comparator.naturalOrder())
                .orElseThrow(() -> new IllegalStateException("a session without entries"));
    }

    public int lastNumber() {
        return entries.lastKey();
    }
}
