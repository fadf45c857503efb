package org.cairn.vault.snapshot;

/// A frame that a lane has stored, or found stored already.
public final class StoredFrame {
    private final long place;
    private final int plainBytes;

    StoredFrame(long place, int plainBytes) {
        this.place = place;
        this.plainBytes = plainBytes;
    }

    long place() {
        return place;
    }

    public int plainBytes() {
        return plainBytes;
    }
}
