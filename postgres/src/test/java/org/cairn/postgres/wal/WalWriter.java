package org.cairn.postgres.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.cairn.kernel.Lsn;

/// Writes WAL as PostgreSQL would, into memory: what the scanner must understand and servers seldom
/// write. Confined to one thread.
final class WalWriter implements WalSource {
    static final SegmentSize SMALL = new SegmentSize(1 << 20);

    private static final int PAGE = WalPageHeader.PAGE_BYTES;
    private static final int HEADER = 24;

    /// What a reader must see of a record.
    record Seen(Lsn start, Lsn end, int xid, int manager, int info) {}

    /// A record that was written, and where its last byte was.
    record Written(Seen seen, Lsn last) {}

    private final int magic;
    private final long origin;
    private final List<Written> written = new ArrayList<>();
    private byte[] bytes = new byte[PAGE];
    private int length;
    private long previous;
    private long timeline = 1;
    private int flagsOfNextPage;

    /// @param origin the start of a segment
    WalWriter(int major, Lsn origin) {
        this.magic =
                switch (major) {
                    case 15 -> 0xD110;
                    case 16 -> 0xD113;
                    case 17 -> 0xD116;
                    default -> 0xD118;
                };
        this.origin = origin.bytes();
    }

    List<Written> written() {
        return List.copyOf(written);
    }

    List<Seen> seen() {
        return written.stream().map(Written::seen).toList();
    }

    Lsn origin() {
        return new Lsn(origin);
    }

    Lsn end() {
        return new Lsn(origin + length);
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    /// Pages that begin from now on belong to a later timeline.
    void nextTimeline() {
        timeline++;
    }

    Seen append(int manager, int info, int xid, byte[] mainData) {
        byte[] record = record(manager, info, xid, mainData);
        beginPageWhereNeeded(0);
        long start = origin + length;
        put(record, 0, record.length);
        long last = origin + length;
        pad();
        var seen = new Seen(new Lsn(start), end(), xid, manager, info);
        written.add(new Written(seen, new Lsn(last)));
        previous = start;
        return seen;
    }

    /// A switch of segments: the rest of this one is zeros, without headers of pages.
    void appendSwitch() {
        Seen plain = append(0, 0x40, 0, new byte[0]);
        while (!SMALL.isBoundary(end())) {
            zeros(PAGE - length % PAGE);
        }
        Lsn last = written.removeLast().last();
        written.add(new Written(new Seen(plain.start(), end(), 0, 0, 0x40), last));
    }

    /// Begins a record that the server never finishes: it crashes and says so on the next page.
    void appendGivenUp(int size) {
        byte[] record = record(10, 0, 7, new byte[size]);
        beginPageWhereNeeded(0);
        put(record, 0, PAGE - length % PAGE);
        flagsOfNextPage = 0x0008;
    }

    @Override
    public int read(Lsn at, byte[] target, int offset, int count) {
        return new Part(bytes, length).read(at.bytes() - origin, target, offset, count);
    }

    /// The same with other bytes, of which only the first `cut` are there.
    WalSource damaged(byte[] other, int cut) {
        return (at, target, offset, count) ->
                new Part(other, cut).read(at.bytes() - origin, target, offset, count);
    }

    /// Bytes of which only the first are there.
    private record Part(byte[] all, int there) {
        int read(long begin, byte[] target, int offset, int count) {
            int result = Math.clamp(there - begin, 0, count);
            if (result > 0) {
                System.arraycopy(all, (int) begin, target, offset, result);
            }
            return result;
        }
    }

    private byte[] record(int manager, int info, int xid, byte[] mainData) {
        int partHeader = mainData.length == 0 ? 0 : mainData.length < 256 ? 2 : 5;
        ByteBuffer record =
                ByteBuffer.allocate(HEADER + partHeader + mainData.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(record.capacity()).putInt(xid).putLong(previous);
        record.put((byte) info).put((byte) manager).putShort((short) 0).putInt(0);
        if (partHeader == 2) {
            record.put((byte) 255).put((byte) mainData.length);
        } else if (partHeader == 5) {
            record.put((byte) 254).putInt(mainData.length);
        }
        record.put(mainData);
        var crc = new CRC32C();
        crc.update(record.array(), HEADER, record.capacity() - HEADER);
        crc.update(record.array(), 0, 20);
        return record.putInt(20, (int) crc.getValue()).array();
    }

    private void put(byte[] record, int from, int to) {
        for (int at = from; at < to; ) {
            beginPageWhereNeeded(at == 0 ? 0 : record.length - at);
            int count = Math.min(to - at, PAGE - length % PAGE);
            room(count);
            System.arraycopy(record, at, bytes, length, count);
            length += count;
            at += count;
        }
    }

    private void pad() {
        zeros(-length & 7);
    }

    private void zeros(int count) {
        room(count);
        length += count;
    }

    private void beginPageWhereNeeded(int remainder) {
        if (length % PAGE != 0) {
            return;
        }
        boolean first = SMALL.isBoundary(end());
        int flags = (remainder > 0 ? 1 : 0) | (first ? 2 : 0) | flagsOfNextPage;
        flagsOfNextPage = 0;
        ByteBuffer header = ByteBuffer.allocate(first ? 40 : 24).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort((short) magic).putShort((short) flags).putInt((int) timeline);
        header.putLong(origin + length).putInt(remainder).putInt(0);
        if (first) {
            header.putLong(0xF000_0000_0000_0001L).putInt(SMALL.bytes()).putInt(PAGE);
        }
        room(header.capacity());
        System.arraycopy(header.array(), 0, bytes, length, header.capacity());
        length += header.capacity();
    }

    private void room(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }
}
