package org.cairn.protect.backup;

import java.util.concurrent.atomic.AtomicLong;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;

/// Counts the bytes of a stage and says so now and then. Safe for any thread.
final class CaptureProgress {
    private static final long PAUSE_BYTES = 4 << 20;

    private final String stage;
    private final long total;
    private final EventSink events;
    private final AtomicLong done = new AtomicLong();

    CaptureProgress(String stage, long total, EventSink events) {
        this.stage = stage;
        this.total = total;
        this.events = events;
    }

    void add(long bytes) {
        long now = done.addAndGet(bytes);
        if (now / PAUSE_BYTES != (now - bytes) / PAUSE_BYTES) {
            events.accept(new RunEvent.Progressed(stage, now, total, "bytes"));
        }
    }

    long done() {
        return done.get();
    }
}
