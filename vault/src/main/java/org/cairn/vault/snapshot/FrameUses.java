package org.cairn.vault.snapshot;

import java.util.Arrays;
import org.cairn.vault.problem.VaultProblems;

/// Which bytes of which frames go where in a stretch of a file, by pack and frame, so that each
/// frame is read once and each pack in one go. 36 bytes for each use. Never changed.
final class FrameUses {
    private static final int INDEX_BITS = 20;

    /// The most uses of one stretch; so many pages are 8 GiB.
    static final int MOST = 1 << INDEX_BITS;

    private long[] places = new long[64];
    private long[] positions = new long[64];
    private int[] lengths = new int[64];
    private int count;
    private long[] order = new long[0];

    private FrameUses() {}

    /// Finds the uses of a stretch, which ends before `to` when there are very many.
    ///
    /// @param snapshot name of its object, for the problem of a piece that its pack cannot have
    static FrameUses of(SnapshotFile file, long from, long to, FrameLists lists, String snapshot) {
        var uses = new FrameUses();
        Pieces pieces = file.pieces();
        long position = from;
        while (position < to) {
            int piece = pieces.at(position);
            long end = Math.min(to, pieces.end(piece));
            if (!pieces.isZero(piece)) {
                long skip = position - pieces.start(piece);
                if (!uses.add(pieces.place(piece), skip, position, end, lists)) {
                    throw VaultProblems.damaged(
                            snapshot, "'%s' has a piece that its pack does not hold", file.path());
                }
            }
            position = end;
        }
        uses.sort();
        return uses;
    }

    /// Returns false for a piece that ends behind the end of its pack.
    private boolean add(long place, long skip, long from, long to, FrameLists lists) {
        int pack = Place.pack(place);
        FrameList list = lists.of(pack);
        if (list.plainBytesFrom(Place.frame(place), Place.offset(place)) < skip + to - from) {
            return false;
        }
        long at = skip == 0 ? place : list.after(pack, place, skip);
        int frame = Place.frame(at);
        int offset = Place.offset(at);
        long position = from;
        while (position < to) {
            int length = (int) Math.min(to - position, list.plainBytes(frame) - offset);
            put(Place.of(pack, frame, offset), position, length);
            position += length;
            frame++;
            offset = 0;
        }
        return true;
    }

    private void put(long place, long position, int length) {
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
            positions = Arrays.copyOf(positions, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        places[count] = place;
        positions[count] = position;
        lengths[count++] = length;
    }

    // By frame, and by position within it: the low bits are the index, which ascends with the
    // position. 43 bits of pack and frame fit above it.
    private void sort() {
        if (count > MOST) {
            throw new IllegalStateException("a stretch of " + count + " uses");
        }
        order = new long[count];
        for (int i = 0; i < count; i++) {
            order[i] = Place.frameOf(places[i]) | i;
        }
        Arrays.sort(order);
    }

    int count() {
        return count;
    }

    private int index(int use) {
        return (int) order[use] & (MOST - 1);
    }

    long place(int use) {
        return places[index(use)];
    }

    long position(int use) {
        return positions[index(use)];
    }

    int length(int use) {
        return lengths[index(use)];
    }

    /// The first use after `use` that is of another frame.
    int nextFrame(int use) {
        int next = use + 1;
        while (next < count && Place.frameOf(place(next)) == Place.frameOf(place(use))) {
            next++;
        }
        return next;
    }
}
