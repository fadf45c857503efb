package org.cairn.vault.frame;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.cairn.kernel.Sha256;

/// Turns plain bytes into one frame at a time, in buffers that it keeps (2 MiB in all).
///
/// Big-endian: stored length u32, plain length u32, type u8, codec u8, flags u16 (zero), CRC-32C
/// u32 of the twelve bytes before it and of the stored bytes. Confined to one thread at a time.
public final class FrameWriter implements AutoCloseable {
    /// The most plain bytes in a frame, and so the most that a reader ever has to hold of one.
    public static final int MAX_PLAIN = 1 << 20;

    static final int HEADER_BYTES = 16;
    static final int CHECKED_HEADER_BYTES = 12;
    private static final int DEFAULT_LEVEL = 3;

    private final byte[] plain = new byte[MAX_PLAIN];
    private final byte[] frame =
            new byte[HEADER_BYTES + Math.toIntExact(Zstd.compressBound(MAX_PLAIN))];
    private final ZstdCompressCtx zstd = new ZstdCompressCtx();

    public FrameWriter() {
        this(DEFAULT_LEVEL);
    }

    /// @param level of zstd: 1 is fast, 3 the usual
    public FrameWriter(int level) {
        zstd.setLevel(level);
    }

    /// The buffer to fill before `encode`.
    public byte[] plain() {
        return plain;
    }

    /// Encodes the first `length` bytes of the plain buffer as a frame of data.
    public EncodedFrame encode(int length) {
        var digest = Sha256.digest();
        digest.update(plain, 0, length);
        Sha256 id = Sha256.ofDigest(digest.digest());
        Codec codec = Codec.ZSTD;
        int stored =
                zstd.compressByteArray(
                        frame, HEADER_BYTES, frame.length - HEADER_BYTES, plain, 0, length);
        if (stored > length - length / 20 || stored >= length) {
            codec = Codec.RAW;
            stored = length;
            System.arraycopy(plain, 0, frame, HEADER_BYTES, length);
        }
        writeHeader(frame, FrameType.DATA, codec, stored, length);
        return new EncodedFrame(FrameType.DATA, frame, HEADER_BYTES + stored, length, id);
    }

    /// Makes a frame of its own that is not compressed.
    static EncodedFrame raw(FrameType type, byte[] plain) {
        byte[] frame = new byte[HEADER_BYTES + plain.length];
        System.arraycopy(plain, 0, frame, HEADER_BYTES, plain.length);
        writeHeader(frame, type, Codec.RAW, plain.length, plain.length);
        return new EncodedFrame(type, frame, frame.length, plain.length, Sha256.of(plain));
    }

    private static void writeHeader(
            byte[] frame, FrameType type, Codec codec, int stored, int length) {
        ByteBuffer header =
                ByteBuffer.wrap(frame)
                        .putInt(stored)
                        .putInt(length)
                        .put((byte) type.number())
                        .put((byte) codec.number())
                        .putShort((short) 0);
        var crc = new CRC32C();
        crc.update(frame, 0, CHECKED_HEADER_BYTES);
        crc.update(frame, HEADER_BYTES, stored);
        header.putInt((int) crc.getValue());
    }

    @Override
    public void close() {
        zstd.close();
    }
}
