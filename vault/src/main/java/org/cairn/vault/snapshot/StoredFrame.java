package org.cairn.vault.snapshot;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.cairn.kernel.Sha256;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.FrameType;
import org.cairn.vault.frame.FrameWriter;

/// A piece of a file as a snapshot holds it: where its bytes are, or that all of them are zero.
///
/// A file table has one for each 128 KiB, so it is kept small: 64 bytes each, that is 51 MiB for a
/// server of 100 GiB while its backup runs. That is meant to do until backups share frames.
public final class StoredFrame {
    private static final int ZERO = -1;

    private final int pack;
    private final long offset;
    private final int storedBytes;
    private final int plainBytes;
    private final long id1;
    private final long id2;
    private final long id3;
    private final long id4;

    private StoredFrame(int pack, long offset, int storedBytes, int plainBytes, ByteBuffer id) {
        if (plainBytes < 1 || plainBytes > FrameWriter.MAX_PLAIN) {
            throw new IllegalArgumentException("not a frame: " + plainBytes + " plain bytes");
        }
        this.pack = pack;
        this.offset = offset;
        this.storedBytes = storedBytes;
        this.plainBytes = plainBytes;
        this.id1 = id.getLong();
        this.id2 = id.getLong();
        this.id3 = id.getLong();
        this.id4 = id.getLong();
    }

    /// Makes a piece of zeros, which takes no room in any pack.
    public static StoredFrame zero(int plainBytes) {
        return new StoredFrame(ZERO, 0, 0, plainBytes, ByteBuffer.allocate(32));
    }

    /// @param pack its number in the file table, from 0
    static StoredFrame of(int pack, FrameRef frame) {
        return new StoredFrame(
                Objects.checkIndex(pack, Integer.MAX_VALUE),
                frame.offset(),
                frame.storedBytes(),
                frame.plainBytes(),
                ByteBuffer.wrap(frame.id().bytes()));
    }

    public boolean isZero() {
        return pack == ZERO;
    }

    public int plainBytes() {
        return plainBytes;
    }

    /// How many bytes it takes in its pack, without the frame's header; 0 for zeros.
    public int storedBytes() {
        return storedBytes;
    }

    /// The number of its pack in the file table; pieces of a pack are best read together.
    int pack() {
        if (isZero()) {
            throw new IllegalStateException("zeros are in no pack");
        }
        return pack;
    }

    /// Where it stands in its pack and what it must turn out to be.
    FrameRef ref() {
        return new FrameRef(FrameType.DATA, offset, storedBytes, plainBytes, id());
    }

    private Sha256 id() {
        return Sha256.ofDigest(
                ByteBuffer.allocate(32)
                        .putLong(id1)
                        .putLong(id2)
                        .putLong(id3)
                        .putLong(id4)
                        .array());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredFrame frame
                && pack == frame.pack
                && offset == frame.offset
                && storedBytes == frame.storedBytes
                && plainBytes == frame.plainBytes
                && id1 == frame.id1
                && id2 == frame.id2
                && id3 == frame.id3
                && id4 == frame.id4;
    }

    @Override
    public int hashCode() {
        return Objects.hash(pack, offset, plainBytes, id1);
    }

    @Override
    public String toString() {
        return isZero()
                ? plainBytes + " zeros"
                : "%d bytes at %d of pack %d".formatted(plainBytes, offset, pack);
    }
}
