package org.cairn.vault.snapshot;

import java.util.Arrays;
import java.util.OptionalLong;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.ContentHash;
import org.cairn.vault.frame.ContentId;
import org.cairn.vault.frame.EncodedFrame;
import org.cairn.vault.frame.FrameType;
import org.cairn.vault.frame.FrameWriter;
import org.jspecify.annotations.Nullable;

/// One worker's way into a snapshot: its own packs and its own buffers (about 3 MiB). Confined to
/// one thread at a time.
///
/// What is stored one after the other lies so in a pack. A pack that is full is published at once;
/// closing the lane makes its last pack durable, and the commit of the snapshot publishes it. After
/// a problem nothing more can be stored.
public final class SnapshotLane implements AutoCloseable {
    private static final byte[] ZEROS = new byte[FrameWriter.MAX_PLAIN];

    private final LanePacks packs;
    private final FrameIndex index;
    private final FrameWriter frames;
    private final ContentHash hash;
    private LanePacks.@Nullable Numbered pack;
    private int packFrames;
    private boolean open = true;
    private boolean failed;

    SnapshotLane(ContainerKeys keys, LanePacks packs, FrameIndex index, int level) {
        this.packs = packs;
        this.index = index;
        this.frames = new FrameWriter(keys, level, FrameWriter.MAX_PLAIN);
        this.hash = keys.contentHash();
    }

    public static boolean isZero(byte[] bytes, int offset, int length) {
        return Arrays.equals(bytes, offset, offset + length, ZEROS, 0, length);
    }

    /// The id that a frame of these bytes has.
    public ContentId identify(byte[] bytes, int offset, int length) {
        return hash.of(bytes, offset, length);
    }

    /// Stores bytes as one frame, at most 1 MiB, unless this backup, or one that was broken off,
    /// has stored the same. Raises the problems of the store.
    public StoredFrame store(byte[] bytes, int offset, int length) {
        return store(bytes, offset, length, identify(bytes, offset, length));
    }

    /// As the other, for who knows the id already.
    public StoredFrame store(byte[] bytes, int offset, int length, ContentId id) {
        if (!open || failed) {
            throw new IllegalStateException("this lane is closed");
        }
        OptionalLong known = index.find(id);
        if (known.isPresent()) {
            return new StoredFrame(known.getAsLong(), length);
        }
        // Until it is done: a pack with half a frame must not be finished.
        failed = true;
        long place = append(frames.encode(FrameType.DATA, bytes, offset, length, id));
        failed = false;
        index.put(id, place);
        return new StoredFrame(place, length);
    }

    private long append(EncodedFrame frame) {
        LanePacks.Numbered current = pack;
        if (current == null) {
            current = packs.begin();
            pack = current;
            packFrames = 0;
        }
        current.draft().append(frame);
        long place = Place.of(current.number(), packFrames++, 0);
        if (packs.isFull(current.draft())) {
            pack = null;
            packs.finish(current);
            packs.publish(current.number());
        }
        return place;
    }

    /// Makes the last pack durable, or drops it if the lane failed.
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        frames.close();
        LanePacks.Numbered current = pack;
        pack = null;
        if (current != null && !failed) {
            packs.finish(current);
        }
    }
}
