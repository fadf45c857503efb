package org.cairn.protect.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.replication.WalStream.Message;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.protect.plan.WalCoverage;

/// The last bytes that are held before those that are to be received: they are received once more
/// and compared.
///
/// A data directory that was put back to an earlier state writes other WAL at the same positions of
/// the same timeline. Once it has passed the end of what is held, nothing but the bytes tells its
/// past from ours. Where what is held ends with a segment, the last bytes before that are compared
/// which are not the empty rest of a switch, if the server still has them. Confined to one thread.
final class Seam {
    static final Seam NONE = none(new Lsn(0));

    private static final int MOST_BYTES = 64 << 10;

    private final Lsn from;
    // What follows it up to the end is zeros.
    private final byte[] held;
    private final Lsn end;

    private Seam(Lsn from, byte[] held, Lsn end) {
        this.from = from;
        this.held = held;
        this.end = end;
    }

    private static Seam none(Lsn position) {
        return new Seam(position, new byte[0], position);
    }

    /// Reads what is held before a position, within its segment.
    static Seam before(WalShipper shipper, Timeline timeline, Lsn position, SegmentSize size) {
        WalJournal journal = shipper.journal();
        Lsn segment = size.startOf(position);
        Lsn from =
                position.bytes() - segment.bytes() > MOST_BYTES
                        ? new Lsn(position.bytes() - MOST_BYTES)
                        : segment;
        if (from.equals(position)) {
            return none(position);
        }
        var range = new WalRange(timeline, from, position);
        if (!WalCoverage.of(journal.ranges()).covers(range)) {
            return none(position);
        }
        try (InputStream bytes = journal.read(range)) {
            return new Seam(from, bytes.readAllBytes(), position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads the end of the segment that is held before a position where one begins. The server
    /// need not have it any more; and one that cannot be read must not keep WAL from being
    /// received.
    static Seam acrossBorder(
            WalShipper shipper, Timeline timeline, Lsn position, SegmentSize size) {
        if (!size.isBoundary(position) || position.bytes() == 0) {
            return none(position);
        }
        WalRange segment = size.segment(timeline, new Lsn(position.bytes() - 1));
        try {
            Optional<InputStream> stored = shipper.openSegment(segment);
            if (stored.isEmpty()) {
                return none(position);
            }
            try (InputStream bytes = stored.get()) {
                return ofSegment(segment, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ProblemException _) {
            return none(position);
        }
    }

    private static Seam ofSegment(WalRange segment, InputStream bytes) throws IOException {
        byte[] empty = new byte[MOST_BYTES];
        byte[] before = new byte[0];
        byte[] last = new byte[0];
        long at = segment.start().bytes();
        long lastAt = at;
        for (byte[] block = bytes.readNBytes(MOST_BYTES);
                block.length > 0;
                block = bytes.readNBytes(MOST_BYTES)) {
            if (!Arrays.equals(block, 0, block.length, empty, 0, block.length)) {
                before = lastAt + last.length == at ? last : new byte[0];
                last = block;
                lastAt = at;
            }
            at += block.length;
        }
        byte[] held = Arrays.copyOf(before, before.length + last.length);
        System.arraycopy(last, 0, held, before.length, last.length);
        return new Seam(new Lsn(lastAt - before.length), held, segment.end());
    }

    /// Where to begin to receive.
    Lsn from() {
        return from;
    }

    /// Where it is passed.
    Lsn end() {
        return end;
    }

    /// Compares what a message repeats, and says how many of its first bytes that are. Problems:
    /// `wal-diverged`.
    int compare(Message.Bytes message) {
        long at = message.start().bytes() - from.bytes();
        if (at < 0 || message.start().compareTo(end) >= 0) {
            return 0;
        }
        int count = (int) Math.min(end.bytes() - message.start().bytes(), message.length());
        int begin = (int) Math.min(at, held.length);
        int known = Math.min(held.length - begin, count);
        int offset = message.offset();
        boolean same =
                Arrays.equals(held, begin, begin + known, message.buffer(), offset, offset + known)
                        && isEmpty(message.buffer(), offset + known, offset + count);
        if (!same) {
            throw PostgresProblems.WAL_DIVERGED
                    .says("the server has other WAL than was received from it")
                    .what("the bytes before %s differ", end)
                    .kept("nothing was written; what was received before stands")
                    .remedy(
                            "If a data directory was put back to an earlier state, give it a vault of"
                                    + " its own, or restore it with `cairn restore`, which begins a"
                                    + " timeline of its own.")
                    .with("lsn", end)
                    .asException();
        }
        return count;
    }

    private static boolean isEmpty(byte[] bytes, int from, int until) {
        for (int i = from; i < until; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
