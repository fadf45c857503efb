package org.cairn.collect;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;

/// How many runs of one process may decode and load at the same time: fetching waits for others,
/// loading needs processors and memory of our own. Safe for any thread.
final class LoadTurns {
    private static final long MEMORY_OF_ONE = 200L << 20;
    private static final Semaphore TURNS = new Semaphore(most(), true);

    private LoadTurns() {}

    /// As many as there are processors, and as fit into the heap.
    static int most() {
        Runtime runtime = Runtime.getRuntime();
        long fitting = runtime.maxMemory() / MEMORY_OF_ONE;
        return Math.clamp(fitting, 1, Math.max(1, runtime.availableProcessors()));
    }

    /// One place, until it is closed.
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    static Turn take() {
        try {
            TURNS.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var cancelled = new CancellationException("interrupted while waiting to load");
            cancelled.initCause(e);
            throw cancelled;
        }
        return TURNS::release;
    }
}
