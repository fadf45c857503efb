package org.cairn.protect.stream;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.cairn.kernel.Lsn;

/// The header of one piece of WAL in a file of the journal. Big-endian.
///
/// @param start position of the first byte
/// @param forced every byte of the file below this position was on the disk when the chunk was
///   written: if such a byte is missing later, it is damage and not a torn write
/// @param at when it arrived
/// @param length of the bytes that follow
/// @param crc CRC-32C of what stands before it and of the bytes
record JournalChunk(Lsn start, Lsn forced, Instant at, int length, int crc) {
    static final int HEADER_BYTES = 32;
    static final int MAX_LENGTH = 1 << 20;

    private static final int CHECKED_BYTES = HEADER_BYTES - Integer.BYTES;

    Lsn end() {
        return start.plusBytes(length);
    }

    /// What it takes in the file.
    int storedBytes() {
        return HEADER_BYTES + length;
    }

    /// Makes the header for bytes.
    static byte[] encode(Lsn start, Lsn forced, Instant at, ByteBuffer bytes) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(start.bytes()).putLong(forced.bytes()).putLong(at.toEpochMilli());
        header.putInt(bytes.remaining()).putInt(checksum(header.array(), bytes));
        return header.array();
    }

    /// Reads a header. The numbers may be nonsense: see [#isPlausible] and [#fits].
    static JournalChunk decode(ByteBuffer header) {
        return new JournalChunk(
                position(header.getLong()),
                position(header.getLong()),
                Instant.ofEpochMilli(header.getLong()),
                header.getInt(),
                header.getInt());
    }

    private static Lsn position(long raw) {
        return new Lsn(raw & Long.MAX_VALUE);
    }

    /// Whether such a chunk can be in a file of that segment.
    boolean isPlausible(JournalHeader file) {
        return length > 0
                && length <= MAX_LENGTH
                && start.compareTo(file.first()) >= 0
                && start.compareTo(file.segmentEnd()) < 0
                && end().compareTo(file.segmentEnd()) <= 0
                && forced.compareTo(file.first()) >= 0
                && forced.compareTo(start) <= 0;
    }

    /// Whether header and bytes are those that were written.
    ///
    /// @param stored the header and the bytes behind it
    boolean fits(byte[] stored, int offset) {
        return crc
                == checksum(
                        ByteBuffer.wrap(stored, offset, CHECKED_BYTES),
                        ByteBuffer.wrap(stored, offset + HEADER_BYTES, length));
    }

    private static int checksum(byte[] header, ByteBuffer bytes) {
        return checksum(ByteBuffer.wrap(header, 0, CHECKED_BYTES), bytes);
    }

    private static int checksum(ByteBuffer header, ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(header);
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
