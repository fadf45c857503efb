package org.cairn.protect.stream;

import java.time.Instant;
import java.time.InstantSource;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.RecurringProblem;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Timeline;
import org.jspecify.annotations.Nullable;

/// What the threads of a stream say about it. Safe for any thread; the monitor guards all fields.
final class StreamState {
    private final EventSink events;
    private final RecurringProblem notReceived;
    private final RecurringProblem notShipped;
    private boolean connected;
    private boolean connectedLast;
    private boolean progressed;
    private boolean pastIsOurs;
    private @Nullable String systemIdentifier;
    private @Nullable Timeline timeline;
    private @Nullable Lsn received;
    private @Nullable Lsn durable;
    private @Nullable Lsn shipped;
    private @Nullable Lsn serverEnd;
    private @Nullable Instant lastShipped;
    private @Nullable Problem receiving;
    private @Nullable Problem shipping;

    StreamState(InstantSource clock, EventSink events) {
        this.events = events;
        this.notReceived =
                new RecurringProblem("WAL is not received", "WAL is received again", clock, events);
        this.notShipped =
                new RecurringProblem(
                        "WAL waits for the vault", "WAL reaches the vault again", clock, events);
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

    void connected(String server, Timeline on, Lsn from) {
        isConnected(server, on, from);
        notReceived.over();
    }

    private synchronized void isConnected(String server, Timeline on, Lsn from) {
        connected = true;
        connectedLast = true;
        progressed = false;
        pastIsOurs = false;
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

    /// The server has just before the new WAL what we hold, or there is nothing to compare.
    synchronized void foundPastToBeOurs() {
        pastIsOurs = true;
    }

    synchronized boolean isReceiving() {
        return connected && pastIsOurs;
    }

    void lost(Problem problem) {
        synchronized (this) {
            connectedLast = false;
            receiving = problem;
        }
        notReceived.happened(problem);
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

    void shippingIsWell() {
        synchronized (this) {
            shipping = null;
        }
        notShipped.over();
    }

    void shippingFailed(Problem problem) {
        synchronized (this) {
            shipping = problem;
        }
        notShipped.happened(problem);
    }

    void note(String message) {
        events.accept(new RunEvent.Noted(message));
    }
}
