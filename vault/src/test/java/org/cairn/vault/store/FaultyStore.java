package org.cairn.vault.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A store that runs out of room or fails on purpose, with the problems that a real one raises.
public final class FaultyStore extends ForwardingStore {
    private final AtomicLong roomBytes;
    private final AtomicInteger publishesLeft;
    private volatile boolean full;

    private FaultyStore(ObjectStore store, long roomBytes, int publishesLeft) {
        super(store);
        this.roomBytes = new AtomicLong(roomBytes);
        this.publishesLeft = new AtomicInteger(publishesLeft);
    }

    /// Does as it is told, until [#fill].
    public static FaultyStore over(ObjectStore store) {
        return new FaultyStore(store, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    /// Is full from now on.
    public void fill() {
        full = true;
    }

    public void makeRoom() {
        full = false;
    }

    /// Takes `bytes` more bytes and is full then.
    public static FaultyStore fullAfter(ObjectStore store, long bytes) {
        return new FaultyStore(store, bytes, Integer.MAX_VALUE);
    }

    /// Publishes `count` more objects; after that publishing fails as by an error of the disk.
    public static FaultyStore failingAfterPublishes(ObjectStore store, int count) {
        return new FaultyStore(store, Long.MAX_VALUE, count);
    }

    @Override
    public ObjectDraft draft(ObjectName name) {
        return new FaultyDraft(name, super.draft(name));
    }

    private final class FaultyDraft implements ObjectDraft {
        private final Path path;
        private final ObjectDraft draft;

        FaultyDraft(ObjectName name, ObjectDraft draft) {
            this.path = Path.of(name.value());
            this.draft = draft;
        }

        @Override
        public void append(byte[] bytes, int offset, int length) {
            if (full || roomBytes.addAndGet(-length) < 0) {
                throw StoreFailures.writing(path, new IOException("No space left on device"));
            }
            draft.append(bytes, offset, length);
        }

        @Override
        public void finish() {
            draft.finish();
        }

        @Override
        public Creation publish() {
            if (publishesLeft.getAndDecrement() <= 0) {
                throw StoreFailures.writing(path, new IOException("Input/output error"));
            }
            return draft.publish();
        }

        @Override
        public void close() {
            draft.close();
        }
    }
}
