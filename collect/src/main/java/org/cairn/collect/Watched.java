package org.cairn.collect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.cairn.kernel.ByteSpan;
import org.cairn.ledger.quarantine.QuarantineStates.Spot;

/// Records in quarantine that a replay comes by: which of them it takes this time. Confined to the
/// run's thread.
final class Watched {
    /// Of a run that fetches: its documents are new, and nothing of them is in quarantine.
    static final Watched NOTHING = new Watched(List.of(), false);

    private final Map<Long, NavigableMap<Long, List<Spot>>> spots = new HashMap<>();
    private final Map<Long, Long> longest = new HashMap<>();
    private final Set<Spot> loaded = new HashSet<>();
    private final boolean only;

    /// @param only whether no other record is to be taken
    Watched(Collection<Spot> open, boolean only) {
        this.only = only;
        for (Spot spot : open) {
            spots.computeIfAbsent(spot.documentNo(), _ -> new TreeMap<>())
                    .computeIfAbsent(spot.span().offset(), _ -> new ArrayList<>())
                    .add(spot);
            longest.merge(spot.documentNo(), (long) spot.span().length(), Math::max);
        }
    }

    /// Whether a record is to be taken.
    boolean wants(long documentNo, ByteSpan span) {
        return !only || !at(documentNo, span).isEmpty();
    }

    void accepted(long documentNo, ByteSpan span) {
        if (!spots.isEmpty()) {
            loaded.addAll(at(documentNo, span));
        }
    }

    /// A record that was accepted as it was, but whose key another one has.
    void conflict(long documentNo, ByteSpan span) {
        if (!spots.isEmpty()) {
            loaded.removeAll(at(documentNo, span));
        }
    }

    Set<Spot> loaded() {
        return loaded;
    }

    boolean isOnly() {
        return only;
    }

    /// What of quarantine lies in these bytes or around them. Mapping and cutting may have changed
    /// since, so a record need not have the very span that it had.
    private List<Spot> at(long documentNo, ByteSpan span) {
        NavigableMap<Long, List<Spot>> ofDocument = spots.get(documentNo);
        if (ofDocument == null) {
            return List.of();
        }
        long from = span.offset() - longest.getOrDefault(documentNo, 0L);
        List<Spot> found = new ArrayList<>();
        ofDocument
                .subMap(from, true, Math.max(span.end(), span.offset() + 1), false)
                .values()
                .forEach(list ->
                        list.stream()
                                .filter(spot -> overlap(spot.span(), span))
                                .forEach(found::add));
        return found;
    }

    private static boolean overlap(ByteSpan one, ByteSpan other) {
        return one.offset() == other.offset()
                || (one.offset() < other.end() && other.offset() < one.end());
    }
}
