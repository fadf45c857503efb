package org.cairn.vault.wal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.cairn.vault.frame.FrameWriter;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectReader;

/// The bytes of an object of WAL around its frames; `docs/format/vault-0.md` has the grammar.
///
/// Big-endian. The header says which range of which server this is and when its last byte arrived,
/// under a checksum of its own, so that it can be trusted without the rest. The trailer lists the
/// ids of the frames, whose plain lengths follow from the range; so two objects of one range can be
/// compared by their trailers, and each frame is checked by its id as it is read.
///
/// @param repository of the vault
record WalForm(UUID repository, WalObject object) {
    static final int HEADER_BYTES = 64;
    static final int ID_BYTES = 32;

    private static final int CHECKED_HEADER_BYTES = 60;
    private static final int AT_OFFSET = 52;
    private static final int TRAILER_BYTES = 8;
    private static final short VERSION = 0;
    private static final short SUITE_CLEAR = 0;
    private static final byte[] MAGIC = "CRNW".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END_MAGIC = "WNRC".getBytes(StandardCharsets.US_ASCII);

    /// What an object says in its header and its trailer.
    ///
    /// @param ids of the frames, 32 bytes each
    /// @param idsAt where they stand, which is where the frames end
    record Around(byte[] ids, long idsAt) {}

    int frames() {
        long length = object.range().lengthBytes();
        return Math.toIntExact((length + FrameWriter.MAX_PLAIN - 1) / FrameWriter.MAX_PLAIN);
    }

    /// How many plain bytes the frame of this number has, from 0; only the last may be shorter.
    int plainBytes(int frame) {
        long before = (long) frame * FrameWriter.MAX_PLAIN;
        return (int) Math.min(FrameWriter.MAX_PLAIN, object.range().lengthBytes() - before);
    }

    byte[] header(Instant at) {
        ByteBuffer header =
                ByteBuffer.allocate(HEADER_BYTES)
                        .put(MAGIC)
                        .putShort(VERSION)
                        .putShort(SUITE_CLEAR)
                        .putLong(repository.getMostSignificantBits())
                        .putLong(repository.getLeastSignificantBits())
                        .putLong(Long.parseUnsignedLong(object.server()))
                        .putInt(object.range().timeline().number())
                        .putLong(object.range().start().bytes())
                        .putLong(object.range().end().bytes())
                        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
        return header.putInt(crc(header.array(), CHECKED_HEADER_BYTES)).array();
    }

    byte[] trailer(byte[] header, byte[] ids) {
        return ByteBuffer.allocate(ids.length + TRAILER_BYTES)
                .put(ids)
                .putInt(crcOf(header, ids))
                .put(END_MAGIC)
                .array();
    }

    /// Reads when the last byte had arrived, out of a header that must be that of this object.
    Instant readAt(ObjectReader reader) {
        return readAt(reader.read(0, HEADER_BYTES));
    }

    private Instant readAt(byte[] header) {
        long micros = ByteBuffer.wrap(header).getLong(AT_OFFSET);
        Instant at = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        if (!Arrays.equals(header, header(at))) {
            throw damaged("it does not begin as this range of WAL of this vault does");
        }
        return at;
    }

    /// Reads header and trailer, and checks both.
    Around readAround(ObjectReader reader) {
        int length = frames() * ID_BYTES;
        long idsAt = reader.sizeBytes() - length - TRAILER_BYTES;
        if (idsAt < HEADER_BYTES) {
            throw damaged("it is too short for its range");
        }
        byte[] header = reader.read(0, HEADER_BYTES);
        readAt(header);
        byte[] trailer = reader.read(idsAt, length + TRAILER_BYTES);
        byte[] ids = Arrays.copyOf(trailer, length);
        if (!Arrays.equals(trailer, trailer(header, ids))) {
            throw damaged("the checksum of its trailer differs");
        }
        return new Around(ids, idsAt);
    }

    private RuntimeException damaged(String what) {
        return VaultProblems.damaged(object.name().value(), what);
    }

    private static int crcOf(byte[] header, byte[] ids) {
        var crc = new CRC32C();
        crc.update(header);
        crc.update(ids);
        return (int) crc.getValue();
    }

    private static int crc(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
