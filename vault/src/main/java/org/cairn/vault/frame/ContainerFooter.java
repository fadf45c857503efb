package org.cairn.vault.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// The end of a container: one entry for each frame, and a trailer by which a reader finds the
/// entries from the last byte.
///
/// Big-endian. Entry: id, stored u24, plain u24, type u8. Trailer: length of the footer frame u32,
/// CRC-32C u32 of container header, footer frame and that length, magic.
final class ContainerFooter {
    static final int ENTRY_BYTES = 39;
    static final int TRAILER_BYTES = 12;

    /// So many that the entries still fit into one frame.
    static final int MAX_FRAMES = 16_384;

    private static final byte[] MAGIC = "PNRC".getBytes(US_ASCII);

    private ContainerFooter() {}

    static byte[] write(List<FrameRef> frames) {
        ByteBuffer out = ByteBuffer.allocate(frames.size() * ENTRY_BYTES);
        for (FrameRef frame : frames) {
            frame.id().write(out);
            putU24(out, frame.storedBytes());
            putU24(out, frame.plainBytes()).put((byte) frame.type().number());
        }
        return out.array();
    }

    /// Reads entries. Raises `IllegalArgumentException` for what cannot be one.
    static List<FrameRef> read(byte[] entries) {
        int count = entries.length / ENTRY_BYTES;
        if (entries.length % ENTRY_BYTES != 0 || count > MAX_FRAMES) {
            throw new IllegalArgumentException("not a list of entries");
        }
        List<FrameRef> frames = new ArrayList<>(count);
        ByteBuffer in = ByteBuffer.wrap(entries);
        long offset = ContainerHeader.BYTES;
        while (in.hasRemaining()) {
            ContentId id = ContentId.read(in);
            int stored = u24(in);
            int plain = u24(in);
            FrameType type = FrameType.listed(in.get());
            var frame = new FrameRef(type, frames.size(), offset, stored, plain, id);
            frames.add(frame);
            offset = frame.end();
        }
        return List.copyOf(frames);
    }

    static byte[] trailer(byte[] header, byte[] footerFrame) {
        var crc = new CRC32C();
        crc.update(header);
        crc.update(footerFrame);
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(footerFrame.length).array());
        return trailer(footerFrame.length, (int) crc.getValue());
    }

    /// @param footerBytes length of the footer frame with its header and tag
    /// @param crc of header, footer frame and that length
    static byte[] trailer(int footerBytes, int crc) {
        return ByteBuffer.allocate(TRAILER_BYTES)
                .putInt(footerBytes)
                .putInt(crc)
                .put(MAGIC)
                .array();
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
