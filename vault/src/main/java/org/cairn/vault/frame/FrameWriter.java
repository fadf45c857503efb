package org.cairn.vault.frame;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Turns plain bytes into one frame at a time, in buffers that it keeps (2 MiB in all).
///
/// Compresses and computes the id; the container that takes the frame gives it header and tag, for
/// only there its number is known. Big-endian header: stored length u32, plain length u32, type u8,
/// codec u8, flags u16 (zero), CRC-32C u32 of the twelve bytes before it, the stored bytes and the
/// tag. Confined to one thread at a time.
public final class FrameWriter implements AutoCloseable {
    /// The most plain bytes in a frame, and so the most that a reader ever has to hold of one.
    public static final int MAX_PLAIN = 1 << 20;

    /// What a frame takes beside its stored bytes.
    public static final int OVERHEAD_BYTES = 32;

    static final int HEADER_BYTES = 16;
    static final int CHECKED_HEADER_BYTES = 12;
    private static final int DEFAULT_LEVEL = 3;

    private final ContentHash hash;
    private final byte[] plain;
    private final byte[] frame;
    private final ZstdCompressCtx zstd = new ZstdCompressCtx();

    public FrameWriter(ContainerKeys keys) {
        this(keys, DEFAULT_LEVEL);
    }

    /// @param level of zstd: 1 is fast, 3 the usual
    public FrameWriter(ContainerKeys keys, int level) {
        this(keys, level, MAX_PLAIN);
    }

    /// Makes one with smaller buffers.
    ///
    /// @param most plain bytes of any frame
    public FrameWriter(ContainerKeys keys, int level, int most) {
        this.hash = keys.contentHash();
        this.plain = new byte[most];
        this.frame = new byte[OVERHEAD_BYTES + Math.toIntExact(Zstd.compressBound(most))];
        zstd.setLevel(level);
    }

    /// The buffer to fill before `encode`.
    public byte[] plain() {
        return plain;
    }

    /// Encodes the first `length` bytes of the plain buffer as a frame of data.
    public EncodedFrame encode(int length) {
        return encode(FrameType.DATA, length);
    }

    /// Encodes the first `length` bytes of the plain buffer.
    public EncodedFrame encode(FrameType type, int length) {
        return encode(type, plain, 0, length, hash.of(plain, 0, length));
    }

    /// Encodes bytes of somebody else, who knows their id already.
    public EncodedFrame encode(FrameType type, byte[] bytes, int offset, int length, ContentId id) {
        int stored =
                zstd.compressByteArray(
                        frame, HEADER_BYTES, frame.length - HEADER_BYTES, bytes, offset, length);
        if (stored <= length - length / 20 && stored < length) {
            return new EncodedFrame(type, Codec.ZSTD, frame, stored, length, id);
        }
        System.arraycopy(bytes, offset, frame, HEADER_BYTES, length);
        return new EncodedFrame(type, Codec.RAW, frame, length, length, id);
    }

    /// Encodes the first `length` bytes of the plain buffer as they are.
    public EncodedFrame encodeRaw(FrameType type, int length) {
        return raw(type, length, hash.of(plain, 0, length));
    }

    private EncodedFrame raw(FrameType type, int length, ContentId id) {
        System.arraycopy(plain, 0, frame, HEADER_BYTES, length);
        return new EncodedFrame(type, Codec.RAW, frame, length, length, id);
    }

    /// Makes the frame of a footer, which has no id.
    static EncodedFrame footer(byte[] entries) {
        byte[] frame = new byte[OVERHEAD_BYTES + entries.length];
        System.arraycopy(entries, 0, frame, HEADER_BYTES, entries.length);
        return new EncodedFrame(
                FrameType.FOOTER, Codec.RAW, frame, entries.length, entries.length, ContentId.NONE);
    }

    /// Gives a frame its header and its tag, after which all of it can be written.
    static void finish(EncodedFrame frame, int number, FrameSeal seal) {
        byte[] bytes = frame.bytes();
        int stored = frame.storedBytes();
        ByteBuffer header =
                ByteBuffer.wrap(bytes)
                        .putInt(stored)
                        .putInt(frame.plainBytes())
                        .put((byte) frame.type().number())
                        .put((byte) frame.codec().number())
                        .putShort((short) 0);
        seal.seal(number, frame.id(), bytes, stored);
        header.putInt(checksum(bytes, stored));
    }

    /// The CRC-32C of a whole frame but for itself.
    static int checksum(byte[] frame, int stored) {
        var crc = new CRC32C();
        crc.update(frame, 0, CHECKED_HEADER_BYTES);
        crc.update(frame, HEADER_BYTES, stored + FrameSeal.TAG_BYTES);
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        zstd.close();
    }
}
