package org.cairn.protect.stream;

import java.time.Instant;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Timeline;
import org.jspecify.annotations.Nullable;

/// What the threads of a stream say about it. Safe for any thread; the monitor guards all fields.
final class StreamState {
    private final EventSink events;
    private boolean connected;
    private boolean connectedLast;
    private boolean progressed;
    private @Nullable String systemIdentifier;
    private @Nullable Timeline timeline;
    private @Nullable Lsn received;
    private @Nullable Lsn durable;
    private @Nullable Lsn shipped;
    private @Nullable Lsn serverEnd;
    private @Nullable Instant lastShipped;
    private @Nullable Problem receiving;
    private @Nullable Problem shipping;

    StreamState(EventSink events) {
        this.events = events;
    }

    synchronized StreamStatus snapshot() {
        return new StreamStatus(
                connected,
                systemIdentifier,
                timeline,
                received,
                durable,
                shipped,
                serverEnd,
                lastShipped,
                receiving == null ? shipping : receiving);
    }

    synchronized void connected(String server, Timeline on, Lsn from) {
        connected = true;
        connectedLast = true;
        progressed = false;
        systemIdentifier = server;
        timeline = on;
        received = from;
        durable = from;
        receiving = null;
    }

    /// Whether the last attempt came as far as to receive.
    synchronized boolean wasConnected() {
        return connectedLast;
    }

    /// Whether the last attempt brought more than was there before.
    synchronized boolean madeProgress() {
        return progressed;
    }

    /// Says it once: the same problem at the next attempt is no news.
    void lost(Problem problem) {
        if (replaceReceiving(problem)) {
            events.accept(new RunEvent.Noted(line("WAL is not received", problem)));
        }
    }

    private synchronized boolean replaceReceiving(Problem problem) {
        boolean news = connectedLast || !isSame(receiving, problem);
        connectedLast = false;
        receiving = problem;
        return news;
    }

    synchronized void disconnected() {
        connected = false;
    }

    synchronized void received(Lsn end, Lsn ofServer) {
        received = end;
        serverEnd = ofServer;
    }

    synchronized void server(Lsn end) {
        serverEnd = end;
    }

    synchronized void reported(Lsn end) {
        progressed |= durable != null && durable.compareTo(end) < 0;
        durable = end;
    }

    synchronized void shipped(Timeline of, Lsn end) {
        if (timeline == null || timeline.compareTo(of) <= 0) {
            shipped = end;
        }
    }

    synchronized void shippedAt(Instant at) {
        lastShipped = at;
    }

    synchronized void shippingIsWell() {
        shipping = null;
    }

    void shippingFailed(Problem problem) {
        if (replaceShipping(problem)) {
            events.accept(new RunEvent.Noted(line("WAL waits for the vault", problem)));
        }
    }

    private synchronized boolean replaceShipping(Problem problem) {
        boolean news = !isSame(shipping, problem);
        shipping = problem;
        return news;
    }

    void note(String message) {
        events.accept(new RunEvent.Noted(message));
    }

    private static boolean isSame(@Nullable Problem before, Problem now) {
        return before != null && before.code().equals(now.code());
    }

    private static String line(String what, Problem problem) {
        return "%s: %s (%s)".formatted(what, problem.headline(), problem.code().name());
    }
}
