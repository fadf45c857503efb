package org.cairn.postgres.wal;

import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;

/// How long the segments of a server are: the files into which PostgreSQL cuts its WAL. Chosen when
/// the server is made.
///
/// @param bytes a power of two from 1 MiB to 1 GiB
public record SegmentSize(int bytes) {
    /// What `initdb` chooses: 16 MiB.
    public static final SegmentSize DEFAULT = new SegmentSize(16 << 20);

    private static final int SMALLEST = 1 << 20;
    private static final int LARGEST = 1 << 30;
    // File names count segments in two parts, of which the second goes up to 4 GiB of WAL.
    private static final long NAMED_TOGETHER = 1L << 32;

    public SegmentSize {
        if (bytes < SMALLEST || bytes > LARGEST || Integer.bitCount(bytes) != 1) {
            throw new IllegalArgumentException("not a size of WAL segments: " + bytes);
        }
    }

    /// Where the segment with that position begins.
    public Lsn startOf(Lsn position) {
        return new Lsn(position.bytes() & -(long) bytes);
    }

    /// Where the segment after the one with that position begins.
    public Lsn endOf(Lsn position) {
        return startOf(position).plusBytes(bytes);
    }

    public boolean isBoundary(Lsn position) {
        return startOf(position).equals(position);
    }

    /// The whole segment with that position.
    public WalRange segment(Timeline timeline, Lsn position) {
        return new WalRange(timeline, startOf(position), endOf(position));
    }

    /// The name of the segment's file in `pg_wal`: 24 upper-case hexadecimal digits.
    public String fileName(Timeline timeline, Lsn position) {
        long number = position.bytes() / bytes;
        long together = NAMED_TOGETHER / bytes;
        return "%s%08X%08X".formatted(timeline.hex(), number / together, number % together);
    }
}
