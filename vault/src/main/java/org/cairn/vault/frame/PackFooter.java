package org.cairn.vault.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.cairn.kernel.Sha256;

/// The end of a pack: one entry for each frame, and a trailer by which a reader finds the entries
/// from the last byte.
///
/// Big-endian. Entry: id, offset u40, stored u24, plain u24, type u8. Trailer: length of the footer
/// frame u32, CRC-32C u32 of pack header, footer frame and that length, magic.
final class PackFooter {
    static final int ENTRY_BYTES = 44;
    static final int TRAILER_BYTES = 12;

    /// So many that the entries still fit into one frame.
    static final int MAX_FRAMES = 16_384;

    private static final byte[] MAGIC = "PNRC".getBytes(StandardCharsets.US_ASCII);

    private PackFooter() {}

    static byte[] write(List<FrameRef> frames) {
        ByteBuffer out = ByteBuffer.allocate(frames.size() * ENTRY_BYTES);
        for (FrameRef frame : frames) {
            out.put(frame.id().bytes())
                    .put((byte) (frame.offset() >>> 32))
                    .putInt((int) frame.offset());
            putU24(out, frame.storedBytes());
            putU24(out, frame.plainBytes()).put((byte) frame.type().number());
        }
        return out.array();
    }

    /// Reads entries. Raises `IllegalArgumentException` for what cannot be one.
    static List<FrameRef> read(byte[] entries) {
        if (entries.length % ENTRY_BYTES != 0) {
            throw new IllegalArgumentException("not a whole number of entries");
        }
        List<FrameRef> frames = new ArrayList<>(entries.length / ENTRY_BYTES);
        ByteBuffer in = ByteBuffer.wrap(entries);
        while (in.hasRemaining()) {
            byte[] id = new byte[32];
            in.get(id);
            long offset = (in.get() & 0xFFL) << 32 | (in.getInt() & 0xFFFFFFFFL);
            int stored = u24(in);
            int plain = u24(in);
            if (in.get() != FrameType.DATA.number()) {
                throw new IllegalArgumentException("an entry of an unknown type");
            }
            frames.add(new FrameRef(FrameType.DATA, offset, stored, plain, Sha256.ofDigest(id)));
        }
        return frames;
    }

    static byte[] trailer(byte[] packHeader, byte[] footerFrame, int footerLength) {
        ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES).putInt(footerLength);
        var crc = new CRC32C();
        crc.update(packHeader);
        crc.update(footerFrame, 0, footerLength);
        crc.update(trailer.array(), 0, 4);
        return trailer.putInt((int) crc.getValue()).put(MAGIC).array();
    }

    /// Takes the length of the footer frame out of a trailer that is not checked yet.
    static int footerLength(byte[] trailer) {
        return ByteBuffer.wrap(trailer).getInt();
    }

    private static ByteBuffer putU24(ByteBuffer out, int value) {
        return out.put((byte) (value >>> 16)).putShort((short) value);
    }

    private static int u24(ByteBuffer in) {
        return (in.get() & 0xFF) << 16 | (in.getShort() & 0xFFFF);
    }
}
