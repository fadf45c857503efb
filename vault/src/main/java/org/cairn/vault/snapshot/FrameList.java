package org.cairn.vault.snapshot;

import java.util.Arrays;
import java.util.List;
import org.cairn.kernel.Sha256;
import org.cairn.vault.frame.FrameRef;

/// The frames of one pack, out of its footer: 52 bytes for each.
final class FrameList {
    private static final int ID_BYTES = 32;
    private static final int FRAME_BYTES = ID_BYTES + 2 * Long.BYTES + Integer.BYTES;

    private final FrameRef first;
    private final byte[] ids;
    private final long[] offsets;
    private final long[] plainStarts;
    private final int[] storedBytes;

    /// @param frames of a pack, which has one at least
    FrameList(List<FrameRef> frames) {
        int count = frames.size();
        this.first = frames.getFirst();
        this.ids = new byte[count * ID_BYTES];
        this.offsets = new long[count];
        this.plainStarts = new long[count + 1];
        this.storedBytes = new int[count];
        for (int i = 0; i < count; i++) {
            FrameRef frame = frames.get(i);
            System.arraycopy(frame.id().bytes(), 0, ids, i * ID_BYTES, ID_BYTES);
            offsets[i] = frame.offset();
            storedBytes[i] = frame.storedBytes();
            plainStarts[i + 1] = plainStarts[i] + frame.plainBytes();
        }
    }

    int count() {
        return offsets.length;
    }

    int plainBytes(int frame) {
        return (int) (plainStarts[frame + 1] - plainStarts[frame]);
    }

    FrameRef ref(int frame) {
        return new FrameRef(
                first.type(),
                offsets[frame],
                storedBytes[frame],
                plainBytes(frame),
                Sha256.ofDigest(Arrays.copyOfRange(ids, frame * ID_BYTES, (frame + 1) * ID_BYTES)));
    }

    boolean hasId(int frame, byte[] id) {
        return Arrays.equals(ids, frame * ID_BYTES, (frame + 1) * ID_BYTES, id, 0, ID_BYTES);
    }

    /// The plain bytes of the pack from a place in it to its end; below 1 for no place in it.
    long plainBytesFrom(int frame, int offset) {
        return frame >= count() || offset >= plainBytes(frame)
                ? 0
                : plainStarts[count()] - plainStarts[frame] - offset;
    }

    /// The place `bytes` plain bytes after another, which must be in this pack.
    ///
    /// @param pack its number
    long after(int pack, long place, long bytes) {
        long plain = plainStarts[Place.frame(place)] + Place.offset(place) + bytes;
        int found = Arrays.binarySearch(plainStarts, 0, count(), plain);
        int frame = found >= 0 ? found : -found - 2;
        return Place.of(pack, frame, plain - plainStarts[frame]);
    }

    /// How much memory it takes.
    long heapBytes() {
        return 128 + (long) count() * FRAME_BYTES;
    }
}
