package org.cairn.protect.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.zip.CRC32C;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.TransactionEnd;

/// The log of one timeline in memory, as PostgreSQL 18 would write it, with nothing in it but what
/// a test puts there: ends of transactions and filling. Confined to one thread.
final class FakeLog {
    static final SegmentSize SIZE = new SegmentSize(1 << 20);

    private static final int PAGE = 8192;
    private static final int HEADER = 24;
    private static final int MAGIC_18 = 0xD118;
    private static final int TRANSACTIONS = 1;
    private static final int HEAP = 10;
    private static final int COMMIT = 0x00;
    private static final int ABORT = 0x20;
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final long origin;
    private final ByteBuffer bytes =
            ByteBuffer.allocate(4 * SIZE.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    private long previous;

    /// @param origin the start of a segment
    FakeLog(Lsn origin) {
        this.origin = origin.bytes();
    }

    /// Where the next record begins, or the page on which it does.
    Lsn end() {
        return new Lsn(origin + bytes.position());
    }

    /// Ends a transaction; gives where the record begins.
    Lsn ends(long xid, TransactionEnd.Kind kind, Instant at) {
        ByteBuffer time = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        time.putLong(ChronoUnit.MICROS.between(POSTGRES_EPOCH, at));
        return append(
                TRANSACTIONS,
                kind == TransactionEnd.Kind.COMMIT ? COMMIT : ABORT,
                (int) xid,
                time.array());
    }

    /// Writes a record that ends nothing.
    Lsn fill(int size) {
        return append(HEAP, 0, 3, new byte[size]);
    }

    int read(Lsn at, byte[] target, int offset, int length) {
        long begin = at.bytes() - origin;
        int count = Math.clamp(begin < 0 ? 0 : bytes.position() - begin, 0, length);
        if (count > 0) {
            bytes.get((int) begin, target, offset, count);
        }
        return count;
    }

    /// The bytes along a way, without those that are not covered.
    LogSearch.Wal only(TimelinePath way, WalCoverage coverage) {
        return new LogSearch.Wal() {
            @Override
            public int read(Lsn at, byte[] target, int offset, int length) {
                long there = way.contiguousEnd(coverage, at).bytes() - at.bytes();
                return FakeLog.this.read(at, target, offset, (int) Math.min(length, there));
            }

            @Override
            public void close() {}
        };
    }

    private Lsn append(int manager, int info, int xid, byte[] data) {
        byte[] record = record(manager, info, xid, data);
        beginPage(0);
        long start = end().bytes();
        for (int at = 0; at < record.length; ) {
            beginPage(at == 0 ? 0 : record.length - at);
            int count = Math.min(record.length - at, PAGE - bytes.position() % PAGE);
            bytes.put(record, at, count);
            at += count;
        }
        bytes.position(bytes.position() + (-bytes.position() & 7));
        previous = start;
        return new Lsn(start);
    }

    private byte[] record(int manager, int info, int xid, byte[] data) {
        ByteBuffer record =
                ByteBuffer.allocate(HEADER + 5 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(record.capacity()).putInt(xid).putLong(previous);
        record.put((byte) info).put((byte) manager).putShort((short) 0).putInt(0);
        record.put((byte) 254).putInt(data.length).put(data);
        var crc = new CRC32C();
        crc.update(record.array(), HEADER, record.capacity() - HEADER);
        crc.update(record.array(), 0, 20);
        return record.putInt(20, (int) crc.getValue()).array();
    }

    private void beginPage(int remainder) {
        if (bytes.position() % PAGE != 0) {
            return;
        }
        boolean first = SIZE.isBoundary(end());
        long address = end().bytes();
        bytes.putShort((short) MAGIC_18);
        bytes.putShort((short) ((remainder > 0 ? 1 : 0) | (first ? 2 : 0)));
        bytes.putInt(1).putLong(address).putInt(remainder).putInt(0);
        if (first) {
            bytes.putLong(1).putInt(SIZE.bytes()).putInt(PAGE);
        }
    }
}
