package org.cairn.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Decoder;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.decode.RecordSink;
import org.cairn.collect.validate.Violation;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.Tasks;
import org.jspecify.annotations.Nullable;

/// Moves the records of one document from the decoder through the CPU pool to the load, in order.
///
/// The decoder runs on a thread of its own, batches are judged on the pool, and the caller's thread
/// takes the results. At most `QUEUE` batches of 512 records (or 2 MiB of them) are under way, so
/// memory is bounded by them and one record.
final class Conveyor {
    private static final int BATCH_RECORDS = 512;
    private static final long BATCH_BYTES = 2 << 20;
    private static final int QUEUE = 6;

    private final ExecutorService pool;

    Conveyor(ExecutorService pool) {
        this.pool = pool;
    }

    /// A decoded record, or one that could not be decoded.
    sealed interface Decoded {
        record Good(RawRecord raw) implements Decoded {}

        record Bad(ByteSpan span, Violation violation) implements Decoded {}

        /// Something that was left out, though it is no error.
        record Noted(String message) implements Decoded {}
    }

    /// A batch on its way: null inside means that the document has ended.
    private record Parcel(@Nullable Future<List<Judged>> judged) {}

    /// Runs one document through. Throws what the first failing part threw; then the decoder is
    /// stopped before this returns.
    Decoder.Outcome move(
            Decoder decoder,
            Body body,
            RecordPlan plan,
            Function<List<Decoded>, List<Judged>> judge,
            Consumer<Judged> load) {
        BlockingQueue<Parcel> queue = new ArrayBlockingQueue<>(QUEUE);
        var outcome = new CompletableFuture<Decoder.Outcome>();
        Thread feeder =
                Thread.ofPlatform()
                        .name("decode " + plan.fileName())
                        .start(() -> {
                            var feed = new Feed(queue, judge);
                            try {
                                outcome.complete(decoder.decode(body, plan, feed));
                                feed.end();
                            } catch (RuntimeException | Error e) {
                                outcome.completeExceptionally(e);
                                feed.endQuietly();
                            }
                        });
        try {
            for (Parcel parcel = take(queue); parcel.judged() != null; parcel = take(queue)) {
                Tasks.await(parcel.judged()).forEach(load);
            }
            return Tasks.await(outcome);
        } finally {
            feeder.interrupt();
            queue.clear();
            join(feeder);
        }
    }

    private static Parcel take(BlockingQueue<Parcel> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while records were on their way");
        }
    }

    private static void join(Thread feeder) {
        boolean interrupted = false;
        while (feeder.isAlive()) {
            try {
                feeder.join();
            } catch (InterruptedException _) {
                // The feeder has been told to stop and does so at its next batch; the interrupt
                // is kept for the caller.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// The decoder's end. Confined to the decoder's thread.
    private final class Feed implements RecordSink {
        private final BlockingQueue<Parcel> queue;
        private final Function<List<Decoded>, List<Judged>> judge;
        private List<Decoded> batch = new ArrayList<>(BATCH_RECORDS);
        private long bytes;

        Feed(BlockingQueue<Parcel> queue, Function<List<Decoded>, List<Judged>> judge) {
            this.queue = queue;
            this.judge = judge;
        }

        @Override
        public void record(RawRecord record) {
            add(new Decoded.Good(record), Math.max(record.span().length(), characters(record)));
        }

        /// Cells of a workbook are a few bytes and may share a long text.
        private static int characters(RawRecord record) {
            long characters = 0;
            for (Object value : record.values()) {
                characters += value instanceof String text ? text.length() : 0;
            }
            return (int) Math.min(characters, Integer.MAX_VALUE);
        }

        @Override
        public void bad(ByteSpan span, String code, String message) {
            add(new Decoded.Bad(span, new Violation(code, "", message)), 0);
        }

        @Override
        public void note(Note kind, String message) {
            if (kind == Note.LEFT_OUT) {
                add(new Decoded.Noted(message), 0);
            }
        }

        private void add(Decoded decoded, int length) {
            batch.add(decoded);
            bytes += length;
            if (batch.size() >= BATCH_RECORDS || bytes >= BATCH_BYTES) {
                send();
            }
        }

        private void send() {
            List<Decoded> full = batch;
            batch = new ArrayList<>(BATCH_RECORDS);
            bytes = 0;
            put(new Parcel(pool.submit(() -> judge.apply(full))));
        }

        void end() {
            if (!batch.isEmpty()) {
                send();
            }
            put(new Parcel(null));
        }

        /// After a failure the records before it still go through, as the caller may be waiting.
        void endQuietly() {
            try {
                put(new Parcel(null));
            } catch (CancellationException _) {
                // The caller has gone already; it does not wait for an end.
            }
        }

        private void put(Parcel parcel) {
            try {
                queue.put(parcel);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("the load has stopped");
            }
        }
    }
}
