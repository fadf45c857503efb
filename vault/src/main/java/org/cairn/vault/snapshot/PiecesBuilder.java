package org.cairn.vault.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the pieces of a file together from its beginning, each as long as it can be. Confined to
/// one thread.
///
/// Bytes may be *gathered*: promised to a frame that is stored only when enough of them have come
/// together. [#gathered] notes them, [#gatheredIn] says afterwards where they are.
public final class PiecesBuilder {
    // Of a place in a frame that is not stored yet, with its number instead of pack and frame.
    private static final long PROMISED = Long.MIN_VALUE;
    private static final long NOWHERE = -2;

    private final FrameLists lists;
    private final List<StoredFrame> gatheredFrames = new ArrayList<>();
    private long[] ends = new long[4];
    private long[] places = new long[4];
    private int count;
    private long bytes;
    // Where bytes would have to be to belong to the last piece.
    private long next = NOWHERE;
    private @Nullable Pieces base;
    private long baseFrom;
    private long baseTo;

    PiecesBuilder(FrameLists lists) {
        this.lists = lists;
    }

    /// How long the file is so far.
    public long bytes() {
        return bytes + baseTo - baseFrom;
    }

    public PiecesBuilder zeros(long length) {
        endCopy();
        add(Place.ZEROS, length, Place.ZEROS);
        return this;
    }

    /// Adds the whole of a frame.
    public PiecesBuilder stored(StoredFrame frame) {
        endCopy();
        long place = frame.place();
        boolean last = Place.frame(place) == Place.MAX_FRAMES - 1;
        long after = last ? NOWHERE : Place.of(Place.pack(place), Place.frame(place) + 1, 0);
        add(place, frame.plainBytes(), after);
        return this;
    }

    /// Adds bytes of a frame that is stored later.
    ///
    /// @param number of that frame among those of this builder, from 0
    /// @param offset in its plain bytes
    public PiecesBuilder gathered(int number, int offset, int length) {
        endCopy();
        long place = PROMISED | ((long) number << Integer.SIZE) | offset;
        add(place, length, place + length);
        return this;
    }

    /// Says where the next of the gathered frames is.
    public void gatheredIn(StoredFrame frame) {
        gatheredFrames.add(frame);
    }

    /// How many gathered frames were stored.
    public int gatheredFrames() {
        return gatheredFrames.size();
    }

    /// Adds a stretch of another file, or of this one as it was: nothing is read or stored.
    public PiecesBuilder copy(Pieces from, long start, long end) {
        if (!isSame(from, base) || start != baseTo) {
            endCopy();
            base = from;
            baseFrom = start;
        }
        baseTo = end;
        return this;
    }

    // Comparing them by what they are would cost more than it saves.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Pieces one, @Nullable Pieces other) {
        return one == other;
    }

    /// Adds all of a file's part that was built apart.
    public PiecesBuilder append(Pieces part) {
        endCopy();
        for (int i = 0; i < part.count(); i++) {
            long length = part.end(i) - part.start(i);
            if (i > 0 || !continues(part, length)) {
                add(part.place(i), length, part.isZero(i) ? Place.ZEROS : NOWHERE);
            }
        }
        return this;
    }

    // One piece that was cut because two threads looked at it becomes one again.
    private boolean continues(Pieces part, long length) {
        if (count == 0 || part.isZero(0) || places[count - 1] < 0) {
            return false;
        }
        long last = places[count - 1];
        long lastBytes = bytes - (count == 1 ? 0 : ends[count - 2]);
        int pack = Place.pack(last);
        if (Place.pack(part.place(0)) != pack) {
            return false;
        }
        boolean follows =
                lists.find(pack)
                        .filter(list ->
                                list.plainBytesFrom(Place.frame(last), Place.offset(last))
                                        > lastBytes)
                        .filter(list -> list.after(pack, last, lastBytes) == part.place(0))
                        .isPresent();
        if (follows) {
            bytes += length;
            ends[count - 1] = bytes;
            next = NOWHERE;
        }
        return follows;
    }

    private void endCopy() {
        Pieces from = base;
        if (from == null) {
            return;
        }
        long position = baseFrom;
        while (position < baseTo) {
            int piece = from.at(position);
            long end = Math.min(baseTo, from.end(piece));
            long place = from.place(piece);
            if (!from.isZero(piece) && position > from.start(piece)) {
                int pack = Place.pack(place);
                place = lists.of(pack).after(pack, place, position - from.start(piece));
            }
            add(place, end - position, from.isZero(piece) ? Place.ZEROS : NOWHERE);
            position = end;
        }
        base = null;
        baseFrom = 0;
        baseTo = 0;
    }

    private void add(long place, long length, long after) {
        if (length == 0) {
            return;
        }
        bytes += length;
        if (place != next || count == 0) {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
                places = Arrays.copyOf(places, 2 * count);
            }
            places[count++] = place;
        }
        ends[count - 1] = bytes;
        next = after;
    }

    public Pieces build() {
        endCopy();
        if (count == 0) {
            return Pieces.NONE;
        }
        long[] found = Arrays.copyOf(places, count);
        for (int i = 0; i < count; i++) {
            if (found[i] < Place.ZEROS) {
                found[i] = kept(found[i] & ~PROMISED);
            }
        }
        return new Pieces(Arrays.copyOf(ends, count), found);
    }

    private long kept(long promised) {
        long frame = gatheredFrames.get((int) (promised >>> Integer.SIZE)).place();
        return Place.of(Place.pack(frame), Place.frame(frame), promised & 0xFFFF_FFFFL);
    }
}
