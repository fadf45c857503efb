package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The threads that write the files of a restore: one a processor reads, checks, unpacks and
/// writes; others force what is written, many files at once: a file system puts those that come
/// together into one commit of its journal, so that a cluster of a hundred thousand small files
/// does not wait a hundred thousand times. After the first failure nothing more is done. For one
/// use.
final class WriteCrew implements AutoCloseable {
    private static final int FORCED_AT_ONCE = 32;
    // Files that are written and still open.
    private static final int MOST_UNFORCED = 4 * FORCED_AT_ONCE;
    private static final int WORKERS = Runtime.getRuntime().availableProcessors();

    private final Semaphore room = new Semaphore(WORKERS * 4);
    private final Semaphore unforced = new Semaphore(MOST_UNFORCED);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final ExecutorService writing = pool(WORKERS, "restore-");
    private final ExecutorService forcing = pool(FORCED_AT_ONCE, "force-");

    private static ExecutorService pool(int threads, String name) {
        return Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name(name, 1).daemon().factory());
    }

    /// A step on the way of a file.
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /// Waits for room and lets a thread do a step.
    ///
    /// @param abandon what gives up the file where something has failed
    void write(Path path, Step step, Runnable abandon) {
        submit(writing, room, path, step, abandon);
    }

    /// As [#write], for a step that makes a file durable.
    void force(Path path, Step step, Runnable abandon) {
        submit(forcing, unforced, path, step, abandon);
    }

    private void submit(
            ExecutorService pool, Semaphore in, Path path, Step step, Runnable abandon) {
        in.acquireUninterruptibly();
        pool.execute(() -> {
            try {
                if (failure.get() == null) {
                    step.run();
                } else {
                    abandon.run();
                }
            } catch (IOException e) {
                fail(RestoreFailures.writing(path, e));
                abandon.run();
            } catch (RuntimeException | Error e) {
                fail(e);
                abandon.run();
            } finally {
                in.release();
            }
        });
    }

    void fail(Throwable reason) {
        failure.compareAndSet(null, reason);
    }

    boolean hasFailed() {
        return failure.get() != null;
    }

    /// Waits until all steps are done, and raises what failed first.
    void await() {
        // All of them, also where somebody interrupts: closing a pool would then drop tasks.
        room.acquireUninterruptibly(WORKERS * 4);
        unforced.acquireUninterruptibly(MOST_UNFORCED);
        room.release(WORKERS * 4);
        unforced.release(MOST_UNFORCED);
        switch (failure.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {
                // Nothing failed.
            }
        }
    }

    /// Ends the threads; what was given to them is done or given up first.
    @Override
    public void close() {
        room.acquireUninterruptibly(WORKERS * 4);
        unforced.acquireUninterruptibly(MOST_UNFORCED);
        writing.close();
        forcing.close();
    }
}
