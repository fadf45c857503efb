package org.cairn.protect.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.cairn.kernel.Lsn;
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
/// past from ours. Where what is held ends with a segment there is nothing to compare: the server
/// need not have the one before. Confined to one thread.
final class Seam {
    static final Seam NONE = new Seam(new Lsn(0), new byte[0]);

    private static final int MOST_BYTES = 64 << 10;

    private final Lsn from;
    private final byte[] held;

    private Seam(Lsn from, byte[] held) {
        this.from = from;
        this.held = held;
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
            return new Seam(position, new byte[0]);
        }
        var range = new WalRange(timeline, from, position);
        if (!WalCoverage.of(journal.ranges()).covers(range)) {
            return new Seam(position, new byte[0]);
        }
        try (InputStream bytes = journal.read(range)) {
            return new Seam(from, bytes.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where to begin to receive.
    Lsn from() {
        return from;
    }

    /// Compares what a message repeats, and says how many of its first bytes that are. Problems:
    /// `wal-diverged`.
    int compare(Message.Bytes message) {
        long at = message.start().bytes() - from.bytes();
        if (at < 0 || at >= held.length) {
            return 0;
        }
        int begin = (int) at;
        int count = Math.min(held.length - begin, message.length());
        boolean same =
                Arrays.equals(
                        held,
                        begin,
                        begin + count,
                        message.buffer(),
                        message.offset(),
                        message.offset() + count);
        if (!same) {
            throw PostgresProblems.WAL_DIVERGED
                    .says("the server has other WAL than was received from it")
                    .what("the bytes before %s differ", from.plusBytes(held.length))
                    .kept("nothing was written; what was received before stands")
                    .remedy(
                            "If a data directory was put back to an earlier state, give it a vault of"
                                    + " its own, or restore it with `cairn restore`, which begins a"
                                    + " timeline of its own.")
                    .with("lsn", from.plusBytes(held.length))
                    .asException();
        }
        return count;
    }
}
