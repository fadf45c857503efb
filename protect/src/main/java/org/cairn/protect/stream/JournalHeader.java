package org.cairn.protect.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.wal.SegmentSize;

/// The first bytes of a file of the journal, durable before anything follows them. Big-endian; the
/// form is in `docs/format/journal-0.md`.
///
/// @param system the server's identifier, a number of 64 bits without sign
/// @param first position of the first byte that the file may hold
/// @param sequence counts the files of a journal as they are made
record JournalHeader(
        long system, Timeline timeline, SegmentSize segmentSize, Lsn first, long sequence) {
    static final int BYTES = 44;

    private static final int MAGIC =
            ByteBuffer.wrap("CRNJ".getBytes(StandardCharsets.US_ASCII)).getInt();
    private static final int VERSION = 0;

    /// Where the segment ends of which this file holds bytes.
    Lsn segmentEnd() {
        return segmentSize.endOf(first);
    }

    String fileName() {
        return "%s-%016x.journal".formatted(timeline.hex().toLowerCase(Locale.ROOT), first.bytes());
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putInt(MAGIC).putShort((short) VERSION).putShort((short) 0);
        bytes.putLong(system).putInt(timeline.number()).putInt(segmentSize.bytes());
        bytes.putLong(first.bytes()).putLong(sequence);
        bytes.putInt(checksum(bytes)).flip();
        return bytes;
    }

    /// Reads a header; empty when these bytes are none of this version.
    static Optional<JournalHeader> decode(ByteBuffer bytes) {
        if (bytes.remaining() < BYTES) {
            return Optional.empty();
        }
        ByteBuffer at = bytes.duplicate();
        int magic = at.getInt();
        int version = at.getShort();
        int flags = at.getShort();
        long system = at.getLong();
        int timeline = at.getInt();
        int segment = at.getInt();
        long first = at.getLong();
        long sequence = at.getLong();
        if (magic != MAGIC || at.getInt() != checksum(bytes) || version != VERSION || flags != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new JournalHeader(
                            system,
                            new Timeline(timeline),
                            new SegmentSize(segment),
                            new Lsn(first),
                            sequence));
        } catch (IllegalArgumentException _) {
            // Right by its checksum and yet impossible: not written by us.
            return Optional.empty();
        }
    }

    private static int checksum(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes.array(), bytes.arrayOffset(), BYTES - Integer.BYTES);
        return (int) crc.getValue();
    }
}
