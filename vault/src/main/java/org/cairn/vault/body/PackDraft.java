package org.cairn.vault.body;

import org.cairn.vault.body.BodyMap.PackPart;
import org.cairn.vault.frame.EncodedFrame;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.frame.PackIdentity;
import org.cairn.vault.frame.PackWriter;
import org.cairn.vault.store.ObjectDraft;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// A pack that is being written into the store and is not visible yet. Confined to one thread.
public final class PackDraft implements AutoCloseable {
    private final ObjectDraft object;
    private final PackWriter writer;

    PackDraft(ObjectStore store, PackIdentity identity) {
        this.object = store.draft(new ObjectName(identity.pack().objectName()));
        try {
            this.writer = new PackWriter(identity, object::append);
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }

    public FrameRef append(EncodedFrame frame) {
        return writer.append(frame);
    }

    public PackId id() {
        return writer.id();
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
            throw new IllegalStateException("a random pack id came twice: " + writer.id());
        }
    }

    PackPart part() {
        return new PackPart(writer.id(), writer.frames());
    }

    @Override
    public void close() {
        object.close();
    }
}
