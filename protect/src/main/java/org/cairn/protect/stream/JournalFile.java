package org.cairn.protect.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.WalRange;

/// What one file of the journal holds durably, and where in it. Written by one thread, read by any.
final class JournalFile {
    // One place remembered for each this many bytes: a reader begins at most that far before.
    private static final long MARK_EVERY_BYTES = 64 << 10;

    private final Path path;
    private final JournalHeader header;
    private final ConcurrentSkipListMap<Lsn, Mark> marks = new ConcurrentSkipListMap<>();
    private volatile List<WalRange> durable = List.of();
    private volatile Instant lastAt = Instant.EPOCH;
    private volatile long sizeBytes;

    /// Where a chunk begins in the file, and when it had arrived.
    private record Mark(long offset, Instant at) {}

    JournalFile(Path path, JournalHeader header) {
        this.path = path;
        this.header = header;
        this.sizeBytes = JournalHeader.BYTES;
    }

    Path path() {
        return path;
    }

    JournalHeader header() {
        return header;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /// The ranges that are durable: one, unless the file is damaged.
    List<WalRange> durable() {
        return durable;
    }

    /// Notes that a chunk stands at `offset`; it counts only once it is [#published].
    void noted(JournalChunk chunk, long offset) {
        Map.Entry<Lsn, Mark> last = marks.lastEntry();
        if (last == null || offset - last.getValue().offset() >= MARK_EVERY_BYTES) {
            marks.put(chunk.start(), new Mark(offset, chunk.at()));
        }
    }

    /// Notes the first chunk behind a damaged place.
    void notedBehindDamage(JournalChunk chunk, long offset) {
        marks.put(chunk.start(), new Mark(offset, chunk.at()));
    }

    /// Says what is durable now.
    void published(List<WalRange> ranges, Instant at, long bytes) {
        lastAt = at;
        sizeBytes = bytes;
        durable = List.copyOf(ranges);
    }

    /// Forgets places of chunks at or behind `from`, which were never durable.
    void forgetFrom(Lsn from) {
        marks.tailMap(from, true).clear();
    }

    /// When the bytes below `end` had arrived, or a little later.
    Instant arrivedBy(Lsn end) {
        Map.Entry<Lsn, Mark> behind = marks.ceilingEntry(end);
        return behind == null || behind.getValue().at().isAfter(lastAt)
                ? lastAt
                : behind.getValue().at();
    }

    /// Reads a range of which every byte is durable here.
    InputStream open(WalRange range) {
        Map.Entry<Lsn, Mark> mark = marks.floorEntry(range.start());
        if (mark == null) {
            throw new IllegalArgumentException(path + " does not hold " + range);
        }
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            channel.position(mark.getValue().offset());
            return new JournalInput(channel, this, range);
        } catch (IOException e) {
            throw JournalFailures.reading(path, e);
        }
    }

    /// The part of a range that is durable here without a hole from its start on.
    List<WalRange> heldOf(WalRange range) {
        List<WalRange> held = new ArrayList<>();
        for (WalRange piece : durable) {
            if (piece.timeline().equals(range.timeline()) && piece.contains(range.start())) {
                Lsn end = piece.end().compareTo(range.end()) < 0 ? piece.end() : range.end();
                held.add(new WalRange(range.timeline(), range.start(), end));
            }
        }
        return held;
    }
}
