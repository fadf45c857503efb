package org.cairn.vault.snapshot;

import java.util.Arrays;
import java.util.List;
import org.cairn.vault.frame.ContentId;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.FrameType;

/// The frames of one pack, out of its footer: 52 bytes for each.
final class FrameList {
    private static final int ID_WORDS = 4;
    private static final int FRAME_BYTES = (ID_WORDS + 2) * Long.BYTES + Integer.BYTES;

    private final FrameType type;
    private final long[] ids;
    private final long[] offsets;
    private final long[] plainStarts;
    private final int[] storedBytes;

    /// @param frames of a pack, which has one at least
    FrameList(List<FrameRef> frames) {
        int count = frames.size();
        this.type = frames.getFirst().type();
        this.ids = new long[count * ID_WORDS];
        this.offsets = new long[count];
        this.plainStarts = new long[count + 1];
        this.storedBytes = new int[count];
        for (int i = 0; i < count; i++) {
            FrameRef frame = frames.get(i);
            ids[i * ID_WORDS] = frame.id().first();
            ids[i * ID_WORDS + 1] = frame.id().second();
            ids[i * ID_WORDS + 2] = frame.id().third();
            ids[i * ID_WORDS + 3] = frame.id().fourth();
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
                type, frame, offsets[frame], storedBytes[frame], plainBytes(frame), id(frame));
    }

    ContentId id(int frame) {
        int at = frame * ID_WORDS;
        return new ContentId(ids[at], ids[at + 1], ids[at + 2], ids[at + 3]);
    }

    /// The plain bytes of the pack from a place in it to its end; 0 for no place in it.
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
