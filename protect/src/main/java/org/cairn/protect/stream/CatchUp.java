package org.cairn.protect.stream;

import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.PostgresProblems;

/// Brings the vault up to date when nobody streams: for commands that need the WAL of now.
///
/// Problems of all: `stream-running` when another process streams; those of the journal, of the
/// vault and of the connection; `timeline-conflict`.
public final class CatchUp {
    private static final int ATTEMPTS = 5;

    private final StreamSettings settings;
    private final InstantSource clock;
    private final Steps steps;
    private final EventSink events;
    private final StreamListener listener;

    public CatchUp(
            StreamSettings settings,
            InstantSource clock,
            Steps steps,
            EventSink events,
            StreamListener listener) {
        this.settings = settings;
        this.clock = clock;
        this.steps = steps;
        this.events = events;
        this.listener = listener;
    }

    /// What the vault holds now.
    ///
    /// @param end up to here the WAL of the timeline is durable in the vault
    public record Result(String systemIdentifier, Timeline timeline, Lsn end) {}

    /// Streams until the vault holds what the server has flushed at this moment.
    public Result upToNow() {
        return receive(new Receiver.Until.Now());
    }

    /// Streams until the vault holds everything below a position of the server's present timeline.
    /// Waits until the server's WAL goes that far.
    public Result upTo(Lsn end) {
        return receive(new Receiver.Until.Reached(end));
    }

    /// Ships what earlier streams left in the journal; needs no server.
    public void shipJournal() {
        var state = new StreamState(clock, events);
        try (var _ = JournalLock.take(settings.journal());
                var wal = new ServerWal(settings, clock, steps, state)) {
            wal.ship();
        }
    }

    /// Whether another attempt may find it gone.
    static boolean passes(Problem problem) {
        return problem.code().equals(PostgresProblems.DATABASE_LOST)
                || problem.code().equals(PostgresProblems.SLOT_IN_USE);
    }

    private Result receive(Receiver.Until until) {
        var state = new StreamState(clock, events);
        try (var _ = JournalLock.take(settings.journal());
                var wal = new ServerWal(settings, clock, steps, state)) {
            // No other thread ships here, and the journal has room for only so much.
            var context = new Receiver.Context(clock, steps, wal::ship);
            var receiver = new Receiver(settings, wal, state, listener, context);
            Receiver.Outcome.Reached reached = receive(receiver, until, state);
            wal.ship();
            return new Result(reached.server(), reached.timeline(), reached.end());
        }
    }

    private static Receiver.Outcome.Reached receive(
            Receiver receiver, Receiver.Until until, StreamState state) {
        var pauses = new Pauses();
        int failures = 0;
        while (true) {
            try {
                if (receiver.receive(until) instanceof Receiver.Outcome.Reached reached) {
                    return reached;
                }
            } catch (ProblemException e) {
                failures++;
                if (!passes(e.problem()) || failures == ATTEMPTS) {
                    throw e;
                }
                state.lost(e.problem());
                pauses.begin();
                LockSupport.parkNanos(pauses.rest().toNanos());
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("interrupted while catching up");
                }
            }
        }
    }
}
