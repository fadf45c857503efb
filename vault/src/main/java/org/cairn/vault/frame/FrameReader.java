package org.cairn.vault.frame;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.cairn.kernel.Sha256;
import org.cairn.vault.problem.VaultProblems;

/// Turns a frame back into its plain bytes, or says that its pack is damaged. Big-endian; the form
/// is in [FrameWriter]. Safe for any thread.
final class FrameReader {
    private FrameReader() {}

    /// Decodes a frame that `ref` describes. Checks lengths, type, checksum and decompression; the
    /// id is checked by [#requireId], because a reader of a whole body has a hash over all of it.
    ///
    /// @param pack name of the object, for the problem
    /// @param frame header and stored bytes
    static byte[] decode(String pack, FrameRef ref, byte[] frame) {
        ByteBuffer header = ByteBuffer.wrap(frame);
        int stored = header.getInt();
        int plain = header.getInt();
        int type = header.get();
        int codec = header.get();
        int flags = header.getShort();
        int crc = header.getInt();
        boolean lengths = stored == ref.storedBytes() && plain == ref.plainBytes();
        if (!lengths || type != ref.type().number() || flags != 0) {
            throw VaultProblems.damaged(
                    pack, "the frame at %d is not the one listed", ref.offset());
        }
        if (crc != checksum(frame)) {
            throw VaultProblems.damaged(
                    pack, "the checksum of the frame at %d differs", ref.offset());
        }
        return unpack(pack, ref, codec, frame);
    }

    /// Reads a frame's lengths from its header, bounded, for the one frame that nothing lists: the
    /// footer.
    static FrameRef describe(String pack, FrameType type, long offset, byte[] frame) {
        ByteBuffer header = ByteBuffer.wrap(frame);
        int stored = header.getInt();
        int plain = header.getInt();
        if (stored != frame.length - FrameWriter.HEADER_BYTES) {
            throw VaultProblems.damaged(pack, "the footer's lengths disagree");
        }
        try {
            return new FrameRef(type, offset, stored, plain, Sha256.of(new byte[0]));
        } catch (IllegalArgumentException e) {
            throw VaultProblems.malformed(pack, e);
        }
    }

    static void requireId(String pack, FrameRef ref, byte[] plain) {
        if (!Sha256.of(plain).equals(ref.id())) {
            throw VaultProblems.damaged(
                    pack, "the frame at %d holds other bytes than were stored", ref.offset());
        }
    }

    private static int checksum(byte[] frame) {
        var crc = new CRC32C();
        crc.update(frame, 0, FrameWriter.CHECKED_HEADER_BYTES);
        crc.update(frame, FrameWriter.HEADER_BYTES, frame.length - FrameWriter.HEADER_BYTES);
        return (int) crc.getValue();
    }

    private static byte[] unpack(String pack, FrameRef ref, int codec, byte[] frame) {
        if (codec == Codec.ZSTD.number()) {
            return decompress(pack, ref, frame);
        }
        if (codec != Codec.RAW.number() || ref.storedBytes() != ref.plainBytes()) {
            throw VaultProblems.damaged(
                    pack, "the frame at %d has a codec that it cannot have", ref.offset());
        }
        return Arrays.copyOfRange(frame, FrameWriter.HEADER_BYTES, frame.length);
    }

    // The target has the listed length, at most 1 MiB, so a bomb has nowhere to go: zstd stops with
    // an error when its output does not fit.
    private static byte[] decompress(String pack, FrameRef ref, byte[] frame) {
        byte[] plain = new byte[ref.plainBytes()];
        try {
            long got =
                    Zstd.decompressByteArray(
                            plain,
                            0,
                            plain.length,
                            frame,
                            FrameWriter.HEADER_BYTES,
                            ref.storedBytes());
            if (got == plain.length) {
                return plain;
            }
        } catch (ZstdException _) {
            // Said below, with the name of the pack, as for a length that is too small.
        }
        throw VaultProblems.damaged(
                pack, "the frame at %d does not unpack to its length", ref.offset());
    }
}
