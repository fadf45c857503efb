package org.cairn.protect.restore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.WalRange;
import org.cairn.vault.wal.WalObject;

/// The WAL objects of one timeline, found by position. Safe for any thread.
///
/// They may overlap: a segment and its fragments, and fragments that were sent again after a crash.
/// So each also says how far all before it reach.
///
/// @param objects by start; of those with the same start the longest first
/// @param reach where the furthest end lies among each object and those before it
record WalIndex(List<WalObject> objects, List<Lsn> reach) {
    static final WalIndex NOTHING = new WalIndex(List.of(), List.of());

    private static final Comparator<WalObject> BY_START =
            Comparator.comparing((WalObject object) -> object.range().start())
                    .thenComparing(object -> object.range().end(), Comparator.reverseOrder());

    static WalIndex of(List<WalObject> ofOneTimeline) {
        List<WalObject> objects = ofOneTimeline.stream().sorted(BY_START).toList();
        List<Lsn> reach = new ArrayList<>(objects.size());
        Lsn furthest = new Lsn(0);
        for (WalObject object : objects) {
            Lsn end = object.range().end();
            furthest = end.compareTo(furthest) > 0 ? end : furthest;
            reach.add(furthest);
        }
        return new WalIndex(objects, reach);
    }

    /// What has the byte at a position: of several the one that starts first, then the longest.
    Optional<WalObject> find(Lsn at) {
        return overlapping(at, at.plusBytes(1)).stream().findFirst();
    }

    /// What has any byte of a range, in order.
    List<WalObject> overlapping(WalRange range) {
        return overlapping(range.start(), range.end());
    }

    private List<WalObject> overlapping(Lsn start, Lsn end) {
        List<WalObject> found = new ArrayList<>();
        for (int i = firstFrom(end) - 1; i >= 0 && reach.get(i).compareTo(start) > 0; i--) {
            if (objects.get(i).range().end().compareTo(start) > 0) {
                found.add(objects.get(i));
            }
        }
        Collections.reverse(found);
        return found;
    }

    /// The first object that starts at a position or behind it.
    private int firstFrom(Lsn position) {
        int low = 0;
        int high = objects.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (objects.get(middle).range().start().compareTo(position) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
