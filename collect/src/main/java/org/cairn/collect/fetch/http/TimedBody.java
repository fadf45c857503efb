package org.cairn.collect.fetch.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A body as it arrives, with an end to all patience: the client's own timeout is over with the
/// head. Holds at most what the client hands over at once.
///
/// Reading is confined to one thread; the client fills from its own.
final class TimedBody extends InputStream implements BodySubscriber<TimedBody> {
    private final BlockingQueue<Arrival> arrived = new LinkedBlockingQueue<>();
    private final Deadline deadline;

    /// Buffers, or that there are no more.
    private record Arrival(List<ByteBuffer> buffers, boolean last) {}

    private static final Arrival LAST = new Arrival(List.of(), true);

    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    private Iterator<ByteBuffer> piece = List.<ByteBuffer>of().iterator();
    private ByteBuffer current = ByteBuffer.allocate(0);
    private boolean ended;
    private long windowBegin = System.nanoTime();
    private long windowBytes;

    TimedBody(Deadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public CompletionStage<TimedBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (closed) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        arrived.add(new Arrival(buffers, false));
    }

    @Override
    public void onError(Throwable thrown) {
        failure = thrown;
        arrived.add(LAST);
    }

    @Override
    public void onComplete() {
        arrived.add(LAST);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (closed) {
            throw new IOException("the body is closed");
        }
        while (!current.hasRemaining()) {
            if (ended) {
                return -1;
            }
            advance();
        }
        int taken = Math.min(length, current.remaining());
        current.get(target, offset, taken);
        return taken;
    }

    private void advance() throws IOException {
        if (piece.hasNext()) {
            current = piece.next();
            count(current.remaining());
            return;
        }
        Arrival next = await();
        if (next.last()) {
            ended = true;
            Throwable thrown = failure;
            if (thrown != null) {
                throw thrown instanceof IOException e ? e : new IOException(thrown);
            }
            return;
        }
        piece = next.buffers().iterator();
        Flow.Subscription source = subscription;
        if (source != null) {
            source.request(1);
        }
    }

    private Arrival await() throws IOException {
        try {
            Arrival next = arrived.poll(deadline.pieceNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new HttpTimeoutException(
                        deadline.isOver()
                                ? "the answer was not complete after "
                                        + seconds(deadline.timeouts().total())
                                : "nothing came for " + seconds(deadline.timeouts().read()));
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var cancelled = new CancellationException("interrupted while reading an answer");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    /// Drops of a byte now and then keep every single wait short and would go on for years.
    private void count(int bytes) throws IOException {
        windowBytes += bytes;
        long now = System.nanoTime();
        if (deadline.isOver()) {
            throw new HttpTimeoutException(
                    "the answer was not complete after " + seconds(deadline.timeouts().total()));
        }
        if (now - windowBegin >= Deadline.PACE_WINDOW.toNanos()) {
            if (windowBytes < Deadline.PACE_BYTES) {
                throw new HttpTimeoutException("less than 1 KiB a second came for a minute");
            }
            windowBegin = now;
            windowBytes = 0;
        }
    }

    private static String seconds(java.time.@Nullable Duration duration) {
        return duration == null ? "ever" : duration.toMillis() / 1000.0 + " s";
    }

    /// Lets go; the connection is dropped when the body is not at its end.
    @Override
    public void close() {
        closed = true;
        Flow.Subscription source = subscription;
        if (source != null && !ended) {
            source.cancel();
        }
        arrived.clear();
    }
}
