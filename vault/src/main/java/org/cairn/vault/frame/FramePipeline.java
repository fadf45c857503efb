package org.cairn.vault.frame;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.cairn.kernel.Tasks;
import org.jspecify.annotations.Nullable;

/// Encodes frames side by side and hands them on in the order in which they were given.
///
/// Memory is bounded by the number of [FrameWriter]s: one for each worker and two more, so that the
/// reader fills one while another is written out; each has 2 MiB of buffers. With two processors
/// that is 8 MiB, with the most workers (8) it is 20 MiB. They are made when first needed: a body
/// of one frame uses one writer and no thread. Confined to the thread that stores.
public final class FramePipeline implements AutoCloseable {
    private static final int MOST_WORKERS = 8;

    private final ContainerKeys keys;
    private final Consumer<EncodedFrame> out;
    private final int workers;
    private final List<FrameWriter> writers = new ArrayList<>();
    private final Deque<FrameWriter> free = new ArrayDeque<>();
    private final Deque<InWork> inWork = new ArrayDeque<>();
    private @Nullable ExecutorService pool;

    private record InWork(FrameWriter writer, Future<EncodedFrame> frame) {}

    public FramePipeline(ContainerKeys keys, int processors, Consumer<EncodedFrame> out) {
        this.keys = keys;
        this.workers = Math.clamp(processors, 1, MOST_WORKERS);
        this.out = out;
    }

    /// Gives a writer whose plain buffer may be filled; waits for the oldest frame if all are in
    /// work.
    public FrameWriter take() {
        while (free.isEmpty() && writers.size() == workers + 2) {
            handOnOldest();
        }
        if (free.isEmpty()) {
            var writer = new FrameWriter(keys);
            writers.add(writer);
            return writer;
        }
        return free.pop();
    }

    /// Gives back a writer whose plain buffer was not filled.
    public void giveBack(FrameWriter writer) {
        free.push(writer);
    }

    /// Encodes the first `length` bytes of the writer's plain buffer as the next frame.
    public void submit(FrameWriter writer, int length) {
        if (inWork.isEmpty() && length < FrameWriter.MAX_PLAIN) {
            // The only frame of a small body: a thread would cost more than it saves.
            out.accept(writer.encode(length));
            free.push(writer);
            return;
        }
        ExecutorService running = pool;
        if (running == null) {
            running =
                    Executors.newFixedThreadPool(
                            workers,
                            Thread.ofPlatform().name("vault-frame-", 1).daemon().factory());
            pool = running;
        }
        inWork.add(new InWork(writer, running.submit(() -> writer.encode(length))));
    }

    /// Hands on all frames that are still in work.
    public void drain() {
        while (!inWork.isEmpty()) {
            handOnOldest();
        }
    }

    private void handOnOldest() {
        InWork oldest = inWork.remove();
        out.accept(Tasks.await(oldest.frame()));
        free.push(oldest.writer());
    }

    /// Waits for the workers, then frees the buffers: a worker must not use a context that is gone.
    @Override
    public void close() {
        if (pool != null) {
            pool.shutdownNow();
            pool.close();
        }
        writers.forEach(FrameWriter::close);
    }
}
