package org.cairn.vault.frame;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.cairn.vault.problem.VaultProblems;

/// Turns a frame back into its plain bytes, or says that its container is damaged. Big-endian; the
/// form is in [FrameWriter]. Safe for any thread.
final class FrameReader {
    private FrameReader() {}

    /// Decodes a frame that `ref` describes. Checks lengths, type, checksum, tag and decompression.
    /// The tag covers the id, so that the plain bytes need not be hashed.
    ///
    /// @param object name of the container, for the problem
    /// @param frame all of it
    static byte[] decode(String object, FrameRef ref, byte[] frame, FrameSeal seal) {
        ByteBuffer header = ByteBuffer.wrap(frame);
        int stored = header.getInt();
        int plain = header.getInt();
        int type = header.get();
        int codec = header.get();
        int flags = header.getShort();
        int crc = header.getInt();
        boolean lengths = stored == ref.storedBytes() && plain == ref.plainBytes();
        if (!lengths || type != ref.type().number() || flags != 0) {
            throw damaged(object, ref, "is not the one listed");
        }
        if (crc != FrameWriter.checksum(frame, stored)) {
            throw damaged(object, ref, "has another checksum");
        }
        int number = ref.type() == FrameType.FOOTER ? FrameSeal.FOOTER : ref.number();
        byte[] opened = seal.open(number, ref.id(), frame, stored);
        if (opened.length == 0) {
            throw damaged(object, ref, "holds other bytes than were stored");
        }
        return unpack(object, ref, codec, opened);
    }

    /// Reads a frame's lengths from its header, bounded, for the one frame that nothing lists: the
    /// footer.
    static FrameRef describeFooter(String object, long offset, byte[] frame) {
        ByteBuffer header = ByteBuffer.wrap(frame);
        int stored = header.getInt();
        int plain = header.getInt();
        if (stored != frame.length - FrameWriter.OVERHEAD_BYTES) {
            throw VaultProblems.damaged(object, "the footer's lengths disagree");
        }
        try {
            return new FrameRef(FrameType.FOOTER, 0, offset, stored, plain, ContentId.NONE);
        } catch (IllegalArgumentException e) {
            throw VaultProblems.malformed(object, e);
        }
    }

    private static byte[] unpack(String object, FrameRef ref, int codec, byte[] opened) {
        if (codec == Codec.ZSTD.number() && ref.type() != FrameType.FOOTER) {
            return decompress(object, ref, opened);
        }
        if (codec != Codec.RAW.number() || ref.storedBytes() != ref.plainBytes()) {
            throw damaged(object, ref, "has a codec that it cannot have");
        }
        int from = FrameWriter.HEADER_BYTES;
        return Arrays.copyOfRange(opened, from, from + ref.plainBytes());
    }

    // The target has the listed length, at most 1 MiB, so a bomb has nowhere to go: zstd stops with
    // an error when its output does not fit.
    private static byte[] decompress(String object, FrameRef ref, byte[] opened) {
        byte[] plain = new byte[ref.plainBytes()];
        try {
            long got =
                    Zstd.decompressByteArray(
                            plain,
                            0,
                            plain.length,
                            opened,
                            FrameWriter.HEADER_BYTES,
                            ref.storedBytes());
            if (got == plain.length) {
                return plain;
            }
        } catch (ZstdException _) {
            // Said below, with the name of the object, as for a length that is too small.
        }
        throw damaged(object, ref, "does not unpack to its length");
    }

    private static RuntimeException damaged(String object, FrameRef ref, String what) {
        return VaultProblems.damaged(object, "the frame at %d %s", ref.offset(), what);
    }
}
