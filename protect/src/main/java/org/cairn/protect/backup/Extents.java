package org.cairn.protect.backup;

import java.util.BitSet;
import org.cairn.postgres.page.PageCheck;
import org.cairn.vault.frame.ContentId;
import org.cairn.vault.snapshot.BaseFiles;
import org.cairn.vault.snapshot.FrameCount;
import org.cairn.vault.snapshot.Pieces;
import org.cairn.vault.snapshot.PiecesBuilder;
import org.cairn.vault.snapshot.SnapshotLane;
import org.jspecify.annotations.Nullable;

/// Turns what was read of a portion into pieces: an extent (16 pages at a multiple of 128 KiB) is
/// stored whole, or taken from the base whole, or its changed pages are gathered with others into
/// frames of up to 32 and the rest is taken from the base.
///
/// An extent is stored whole when most of its pages changed, and when it would come from more than
/// 8 frames. So every extent of every snapshot comes from at most 8, whatever was changed how
/// often. For one portion; confined to one thread.
final class Extents {
    static final int EXTENT_PAGES = 16;
    static final int EXTENT_BYTES = EXTENT_PAGES * PageCheck.PAGE_BYTES;
    static final int GATHERED_BYTES = 2 * EXTENT_BYTES;
    static final int MOST_FRAMES = 8;

    private final SnapshotLane lane;
    private final PiecesBuilder pieces;
    private final @Nullable BaseFiles base;
    private final @Nullable Pieces old;
    private final byte[] gathered;
    private int gatheredBytes;
    private final FrameCount frames = new FrameCount(MOST_FRAMES);
    private long sharedBytes;

    /// @param old the file in the base, if both are there
    /// @param gathered a buffer of [#GATHERED_BYTES]
    Extents(
            SnapshotLane lane,
            PiecesBuilder pieces,
            @Nullable BaseFiles base,
            @Nullable Pieces old,
            byte[] gathered) {
        this.lane = lane;
        this.pieces = pieces;
        this.base = base;
        this.old = old;
        this.gathered = gathered;
    }

    /// Adds bytes that were read as one frame, unless they are zero or the base has that frame at
    /// the same place.
    void whole(PageRange range) {
        if (SnapshotLane.isZero(range.bytes(), range.offset(), range.length())) {
            pieces.zeros(range.length());
            return;
        }
        ContentId id = lane.identify(range.bytes(), range.offset(), range.length());
        if (!takenAsFrame(range, id)) {
            pieces.stored(lane.store(range.bytes(), range.offset(), range.length(), id));
        }
    }

    private boolean takenAsFrame(PageRange range, ContentId id) {
        long end = range.position() + range.length();
        if (base == null
                || old == null
                || end > old.bytes()
                || !base.isFrame(old, range.position(), end, id)) {
            return false;
        }
        copy(range.position(), end);
        return true;
    }

    /// Takes a stretch from the base, which must be usable there.
    void copy(long from, long to) {
        if (old == null) {
            throw new IllegalStateException("there is no base to copy from");
        }
        pieces.copy(old, from, to);
        sharedBytes += to - from;
    }

    /// Whether the base has all of a stretch.
    boolean isUsable(long from, long to) {
        return base != null && old != null && to <= old.bytes() && base.isUsable(old, from, to);
    }

    /// Whether an extent of which some pages changed is better stored whole.
    ///
    /// @param changed its changed pages, from its start; the base has the others
    boolean isBetterWhole(long from, int length, BitSet changed) {
        int pages = Math.ceilDiv(length, PageCheck.PAGE_BYTES);
        int count = changed.cardinality();
        if (4 * count >= 3 * pages || base == null || old == null) {
            return true;
        }
        frames.clear();
        for (int page = changed.nextClearBit(0); page < pages; ) {
            int end = changed.nextSetBit(page);
            int to = end < 0 ? pages : end;
            base.addFrames(old, at(from, page), Math.min(at(from, to), from + length), frames);
            page = end < 0 ? pages : changed.nextClearBit(end);
        }
        boolean overflows = gatheredBytes + count * PageCheck.PAGE_BYTES > GATHERED_BYTES;
        return frames.count() + (overflows ? 2 : 1) > MOST_FRAMES;
    }

    private static long at(long from, int page) {
        return from + (long) page * PageCheck.PAGE_BYTES;
    }

    /// Adds an extent page by page.
    ///
    /// @param range the extent; the bytes of pages that did not change do not matter
    /// @param changed as for [#isBetterWhole]
    void mixed(PageRange range, BitSet changed) {
        for (int at = 0; at < range.length(); at += PageCheck.PAGE_BYTES) {
            int length = Math.min(PageCheck.PAGE_BYTES, range.length() - at);
            if (!changed.get(at / PageCheck.PAGE_BYTES)) {
                copy(range.position() + at, range.position() + at + length);
            } else if (SnapshotLane.isZero(range.bytes(), range.offset() + at, length)) {
                pieces.zeros(length);
            } else {
                gather(range.bytes(), range.offset() + at, length);
            }
        }
    }

    private void gather(byte[] bytes, int offset, int length) {
        if (gatheredBytes + length > GATHERED_BYTES) {
            flush();
        }
        System.arraycopy(bytes, offset, gathered, gatheredBytes, length);
        pieces.gathered(pieces.gatheredFrames(), gatheredBytes, length);
        gatheredBytes += length;
    }

    private void flush() {
        if (gatheredBytes > 0) {
            pieces.gatheredIn(lane.store(gathered, 0, gatheredBytes));
            gatheredBytes = 0;
        }
    }

    /// Ends the portion.
    Pieces end() {
        flush();
        return pieces.build();
    }

    /// How many bytes were taken from the base.
    long sharedBytes() {
        return sharedBytes;
    }
}
