package org.cairn.vault.snapshot;

import java.util.Objects;
import org.cairn.vault.frame.ContentId;
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
    private final int number;
    private final long offset;
    private final int storedBytes;
    private final int plainBytes;
    private final ContentId id;

    private StoredFrame(int pack, int number, long offset, int[] bytes, ContentId id) {
        int plainBytes = bytes[1];
        if (plainBytes < 1 || plainBytes > FrameWriter.MAX_PLAIN) {
            throw new IllegalArgumentException("not a frame: " + plainBytes + " plain bytes");
        }
        this.pack = pack;
        this.number = number;
        this.offset = offset;
        this.storedBytes = bytes[0];
        this.plainBytes = plainBytes;
        this.id = id;
    }

    /// Makes a piece of zeros, which takes no room in any pack.
    public static StoredFrame zero(int plainBytes) {
        return new StoredFrame(ZERO, 0, 0, new int[] {0, plainBytes}, new ContentId(0, 0, 0, 0));
    }

    /// @param pack its number in the file table, from 0
    static StoredFrame of(int pack, FrameRef frame) {
        return new StoredFrame(
                Objects.checkIndex(pack, Integer.MAX_VALUE),
                frame.number(),
                frame.offset(),
                new int[] {frame.storedBytes(), frame.plainBytes()},
                frame.id());
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
        return new FrameRef(FrameType.DATA, number, offset, storedBytes, plainBytes, id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredFrame frame
                && pack == frame.pack
                && offset == frame.offset
                && storedBytes == frame.storedBytes
                && plainBytes == frame.plainBytes
                && number == frame.number
                && id.equals(frame.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(pack, offset, plainBytes, id);
    }

    @Override
    public String toString() {
        return isZero()
                ? plainBytes + " zeros"
                : "%d bytes at %d of pack %d".formatted(plainBytes, offset, pack);
    }
}
