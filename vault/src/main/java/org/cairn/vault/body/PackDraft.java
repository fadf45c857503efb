package org.cairn.vault.body;

import org.cairn.vault.body.BodyMap.Piece;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.ContainerKind;
import org.cairn.vault.frame.ContainerWriter;
import org.cairn.vault.frame.EncodedFrame;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.store.ObjectDraft;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// A pack that is being written into the store and is not visible yet. Confined to one thread.
public final class PackDraft implements AutoCloseable {
    private final PackId id;
    private final ObjectDraft object;
    private final ContainerWriter writer;

    PackDraft(ObjectStore store, ContainerKeys keys, PackId id) {
        this.id = id;
        this.object = store.draft(new ObjectName(id.objectName()));
        try {
            this.writer = new ContainerWriter(keys, ContainerKind.PACK, id.hex(), object::append);
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }

    /// Appends a frame, which is used up by that, and says where it stands.
    public FrameRef append(EncodedFrame frame) {
        return writer.append(frame);
    }

    public PackId id() {
        return id;
    }

    public long sizeBytes() {
        return writer.sizeBytes();
    }

    public boolean isFull(BodyLimits limits) {
        return writer.isFull(limits.packBytes());
    }

    public void finish() {
        writer.finish();
        object.finish();
    }

    public void publish() {
        if (object.publish() == ObjectStore.Creation.EXISTED) {
            throw new IllegalStateException("a random pack id came twice: " + id);
        }
    }

    Piece piece() {
        return new Piece(id, 0, writer.frames().size());
    }

    @Override
    public void close() {
        object.close();
    }
}
