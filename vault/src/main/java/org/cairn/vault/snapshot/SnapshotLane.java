package org.cairn.vault.snapshot;

import java.util.Arrays;
import org.cairn.vault.body.PackDraft;
import org.cairn.vault.frame.EncodedFrame;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.FrameWriter;
import org.jspecify.annotations.Nullable;

/// One worker's way into a snapshot: its own packs and its own buffers (about 3 MiB). Confined to
/// one thread at a time.
///
/// Fill [#buffer], then [#append]; what is read one after the other lies so in a pack. A pack that
/// is full is published at once; closing the lane makes its last pack durable, and the commit of
/// the snapshot publishes it. After a problem nothing more can be appended.
public final class SnapshotLane implements AutoCloseable {
    private static final byte[] ZEROS = new byte[FrameWriter.MAX_PLAIN];

    private final LanePacks packs;
    private final FrameWriter frames;
    private @Nullable PackDraft pack;
    private int packNumber;
    private boolean open = true;
    private boolean failed;

    SnapshotLane(LanePacks packs, int level) {
        this.packs = packs;
        this.frames = new FrameWriter(packs.keys(), level);
    }

    /// The buffer to fill from 0; 1 MiB.
    public byte[] buffer() {
        return frames.plain();
    }

    /// Stores the first `length` bytes of the buffer as one frame, and says where they are. Bytes
    /// that are all zero are not stored. Raises the problems of the store.
    public StoredFrame append(int length) {
        if (!open || failed) {
            throw new IllegalStateException("this lane is closed");
        }
        packs.read(length);
        if (Arrays.equals(frames.plain(), 0, length, ZEROS, 0, length)) {
            return StoredFrame.zero(length);
        }
        // Until it is done: a pack with half a frame must not be finished.
        failed = true;
        StoredFrame stored = store(frames.encode(length));
        failed = false;
        return stored;
    }

    private StoredFrame store(EncodedFrame frame) {
        PackDraft current = pack;
        if (current == null) {
            packNumber = packs.next();
            current = packs.begin(packNumber);
            pack = current;
        }
        FrameRef ref = current.append(frame);
        StoredFrame stored = StoredFrame.of(packNumber, ref);
        if (packs.isFull(current)) {
            pack = null;
            packs.finish(packNumber, current);
            packs.publish(packNumber);
        }
        return stored;
    }

    /// Makes the last pack durable, or drops it if the lane failed.
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        frames.close();
        PackDraft current = pack;
        pack = null;
        if (current != null && !failed) {
            packs.finish(packNumber, current);
        }
    }
}
