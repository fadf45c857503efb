package org.cairn.vault.snapshot;

/// Counts different frames, up to a few. Confined to one thread.
public final class FrameCount {
    private final long[] frames;
    private int count;

    /// @param most beyond which it need not be known how many there are
    public FrameCount(int most) {
        this.frames = new long[most + 1];
    }

    public void clear() {
        count = 0;
    }

    /// How many there are, at most one more than the most.
    public int count() {
        return count;
    }

    void add(long frame) {
        for (int i = 0; i < count; i++) {
            if (frames[i] == frame) {
                return;
            }
        }
        if (count < frames.length) {
            frames[count++] = frame;
        }
    }
}
