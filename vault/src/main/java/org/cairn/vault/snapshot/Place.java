package org.cairn.vault.snapshot;

/// Where a piece of a file begins, packed into a long: 29 bits for the number that a [PackNumbers]
/// gave the pack, 14 for the frame and 20 for the offset in its plain bytes. Pieces come by the
/// hundred thousand, so they are no objects.
final class Place {
    /// The place of bytes that are zero and in no pack.
    static final long ZEROS = -1;

    private static final int OFFSET_BITS = 20;
    private static final int FRAME_BITS = 14;
    static final int MAX_OFFSET = 1 << OFFSET_BITS;
    static final int MAX_FRAMES = 1 << FRAME_BITS;
    static final int MAX_PACKS = 1 << 29;

    private Place() {}

    /// Refuses by `IllegalArgumentException` what no pack can have.
    static long of(int pack, long frame, long offset) {
        if (pack < 0 || pack >= MAX_PACKS || frame < 0 || frame >= MAX_FRAMES) {
            throw new IllegalArgumentException("frame %d of pack %d".formatted(frame, pack));
        }
        if (offset < 0 || offset >= MAX_OFFSET) {
            throw new IllegalArgumentException("offset %d in a frame".formatted(offset));
        }
        return ((((long) pack << FRAME_BITS) | frame) << OFFSET_BITS) | offset;
    }

    static int pack(long place) {
        return (int) (place >>> (FRAME_BITS + OFFSET_BITS));
    }

    static int frame(long place) {
        return (int) (place >>> OFFSET_BITS) & (MAX_FRAMES - 1);
    }

    static int offset(long place) {
        return (int) place & (MAX_OFFSET - 1);
    }

    /// The frame alone, with its pack: equal for all places in one frame.
    static long frameOf(long place) {
        return place & -MAX_OFFSET;
    }
}
