package org.cairn.protect.stream;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.replication.Identified;
import org.cairn.postgres.replication.ReplicationSession;
import org.cairn.postgres.replication.Slot;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.protect.plan.StreamRoute;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.server.ServerRecord;
import org.cairn.vault.wal.WalArchive;
import org.cairn.vault.wal.WalGap;
import org.jspecify.annotations.Nullable;

/// Connects to the server and receives its WAL from where ours ends, timeline after timeline.
/// Confined to one thread but for [#stop].
///
/// The order of a connection: who is it, is its past ours, history files into the vault, slot, and
/// only then WAL. Nothing here is remembered from one connection to the next: journal and vault say
/// where to go on.
final class Receiver {
    private final StreamSettings settings;
    private final ServerWal wal;
    private final StreamState state;
    private final StreamListener listener;
    private final Context context;
    private volatile boolean stopping;
    private volatile @Nullable ReplicationSession open;
    private boolean slotIsUseless;
    // The server has removed the segment before the border at which to go on.
    private boolean seamIsGone;

    /// What all parts of a stream share.
    record Context(InstantSource clock, Steps steps, Runnable wakeShipper) {}

    Receiver(
            StreamSettings settings,
            ServerWal wal,
            StreamState state,
            StreamListener listener,
            Context context) {
        this.settings = settings;
        this.wal = wal;
        this.state = state;
        this.listener = listener;
        this.context = context;
    }

    /// How far to receive.
    sealed interface Until {
        /// Until stopped.
        record Stopped() implements Until {}

        /// Until the server's WAL of this moment is durable.
        record Now() implements Until {}

        /// Until the WAL below a position is durable.
        record Reached(Lsn end) implements Until {}
    }

    /// What a connection came to.
    sealed interface Outcome {
        /// What was asked for is durable in the journal.
        record Reached(String server, Timeline timeline, Lsn end) implements Outcome {}

        /// The server went on to another timeline, or a gap was recorded: connect again at once.
        record Again() implements Outcome {}

        /// [#stop] was called.
        record Stopped() implements Outcome {}
    }

    /// Receives over one connection. Problems: those of the connection, of the journal and of the
    /// vault, `timeline-conflict`.
    Outcome receive(Until until) {
        try (ReplicationSession session =
                ReplicationSession.open(settings.address().get(), settings.applicationName())) {
            open = session;
            return stopping ? new Outcome.Stopped() : receive(session, until);
        } catch (CancellationException e) {
            if (stopping) {
                return new Outcome.Stopped();
            }
            throw e;
        } finally {
            open = null;
            state.disconnected();
        }
    }

    /// Ends the stream soon, or at once when it waits for the server; safe for any thread.
    void stop() {
        stopping = true;
    }

    /// Ends a wait for the server; safe for any thread.
    void interrupt() {
        ReplicationSession session = open;
        if (session != null) {
            session.close();
        }
    }

    boolean isStopping() {
        return stopping;
    }

    private Outcome receive(ReplicationSession session, Until until) {
        Identified identified = session.identify();
        String server = identified.systemIdentifier();
        SegmentSize size = session.segmentSize();
        register(session, server, size);
        WalShipper shipper = wal.of(server, size);
        WalCoverage held = held(server, shipper);
        TimelineHistory history = history(session, identified, held);
        Slot slot = slot(session, held);
        List<StreamRoute.Leg> route =
                held.stretches().isEmpty()
                        ? StreamRoute.anew(history, slot.restart().orElseThrow(), size)
                        : StreamRoute.onwards(history, held, size);
        Optional<Lsn> target =
                switch (until) {
                    case Until.Stopped() -> Optional.empty();
                    case Until.Now() -> Optional.of(identified.flushed());
                    case Until.Reached(Lsn end) -> Optional.of(end);
                };
        return follow(session, new Server(server, size, shipper, slot, held), route, target);
    }

    /// One server during one connection.
    private record Server(
            String identifier, SegmentSize size, WalShipper shipper, Slot slot, WalCoverage held) {}

    private Outcome follow(
            ReplicationSession session,
            Server server,
            List<StreamRoute.Leg> route,
            Optional<Lsn> target) {
        for (StreamRoute.Leg leg : route) {
            boolean last = leg.end().isEmpty();
            if (last && target.isPresent() && leg.from().compareTo(target.get()) >= 0) {
                return new Outcome.Reached(server.identifier(), leg.timeline(), leg.from());
            }
            LegReceiver receiver = new LegReceiver(settings, server.shipper(), leg, state, context);
            try {
                state.connected(server.identifier(), leg.timeline(), leg.from());
                listener.onConnected(server.identifier());
                LegReceiver.End end =
                        receiver.receive(
                                session,
                                server.size(),
                                !seamIsGone,
                                last ? target : Optional.empty(),
                                () -> stopping);
                switch (end) {
                    case STOPPED -> {
                        return new Outcome.Stopped();
                    }
                    case REACHED -> {
                        return new Outcome.Reached(
                                server.identifier(), leg.timeline(), receiver.durable());
                    }
                    case TIMELINE_ENDED -> {
                        // The rest of the route follows.
                    }
                }
            } catch (ProblemException e) {
                if (!e.problem().code().equals(PostgresProblems.WAL_REMOVED)) {
                    throw e;
                }
                if (!seamIsGone && receiver.isAtSeam()) {
                    seamIsGone = true;
                    return new Outcome.Again();
                }
                recordGap(server, leg, receiver.durable(), e);
                return new Outcome.Again();
            }
        }
        return new Outcome.Again();
    }

    private void register(ReplicationSession session, String server, SegmentSize size) {
        settings.vault()
                .servers()
                .register(
                        new ServerRecord(
                                server, session.major(), size.bytes(), context.clock().instant()));
    }

    /// What is durable in journal or vault, or known to be missing, or has expired.
    private WalCoverage held(String server, WalShipper shipper) {
        WalArchive archive = settings.vault().wal();
        shipper.missing(
                Stream.concat(archive.gaps(server).stream(), archive.expired(server).stream())
                        .map(WalGap::missing)
                        .toList());
        return shipper.accounted().with(shipper.journal().ranges());
    }

    /// The server's history, which is in the vault when this returns, with those of all timelines
    /// that it has gone through.
    private TimelineHistory history(
            ReplicationSession session, Identified identified, WalCoverage held) {
        Timeline now = identified.timeline();
        String server = identified.systemIdentifier();
        if (now.equals(Timeline.FIRST)) {
            requireSamePast(identified, TimelineHistory.first(), held);
            return TimelineHistory.first();
        }
        byte[] text = session.history(now);
        TimelineHistory history = TimelineHistory.parse(now, text);
        requireSamePast(identified, history, held);
        if (StreamRoute.branchesOff(history, held)) {
            state.note(
                    "the server was put back to an earlier point: timeline %s goes on from there"
                            .formatted(now));
        }
        List<Timeline> known = settings.vault().wal().histories(server);
        for (TimelineHistory.Branch branch : history.branches()) {
            Timeline timeline = branch.parent();
            if (!timeline.equals(Timeline.FIRST) && !known.contains(timeline)) {
                settings.vault().wal().putHistory(server, timeline, session.history(timeline));
            }
        }
        settings.vault().wal().putHistory(server, now, text);
        context.steps().reached("stream.history-durable");
        return history;
    }

    private static void requireSamePast(
            Identified identified, TimelineHistory history, WalCoverage held) {
        if (StreamRoute.isSamePast(history, held)) {
            return;
        }
        Timeline newest = held.newestTimeline().orElseThrow();
        throw VaultProblems.TIMELINE_CONFLICT
                .says(
                        "the server is on timeline %s, the vault on %s of another past",
                        identified.timeline(), newest)
                .what(
                        "the history of timeline %s does not lead through timeline %s of server %s",
                        identified.timeline(), newest, identified.systemIdentifier())
                .kept("nothing was written; the WAL in the vault stands")
                .remedy(
                        "If this is a copy that was restored, or an old data directory that was put"
                                + " back, give it a project and a vault of its own.")
                .with("server", identified.systemIdentifier())
                .with("timeline", identified.timeline().number())
                .with("vault_timeline", newest.number())
                .asException();
    }

    /// The slot, which keeps WAL for us from here on.
    private Slot slot(ReplicationSession session, WalCoverage held) {
        String name = settings.slot();
        Optional<Slot> found = session.findSlot(name);
        if (found.isPresent() && found.get().restart().isPresent() && !slotIsUseless) {
            return found.get();
        }
        if (found.isPresent()) {
            // The server has given it up, and a slot that was given up keeps nothing.
            state.note("replication slot %s keeps no WAL; it is made again".formatted(name));
            session.dropSlot(name);
        } else if (!held.stretches().isEmpty()) {
            state.note("replication slot %s was gone; it is made again".formatted(name));
        }
        session.createSlot(name);
        slotIsUseless = false;
        return session.findSlot(name)
                .filter(slot -> slot.restart().isPresent())
                .orElseThrow(() -> new IllegalStateException("a new slot keeps no WAL: " + name));
    }

    /// The server has removed what comes next: what it still has begins where its slot does. The
    /// gap is in the vault before anything behind it is received.
    private void recordGap(Server server, StreamRoute.Leg leg, Lsn at, ProblemException removed) {
        Lsn from = server.held().contiguousEnd(leg.timeline(), at);
        Lsn kept = server.size().startOf(server.slot().restart().orElseThrow());
        Lsn end = leg.end().filter(of -> of.compareTo(kept) < 0).orElse(kept);
        if (end.compareTo(from) <= 0) {
            if (slotIsUseless) {
                throw removed;
            }
            slotIsUseless = true;
            return;
        }
        var wanted = new WalRange(leg.timeline(), from, end);
        var gap =
                new WalGap(
                        server.identifier(),
                        server.held().gaps(wanted).getFirst(),
                        removed.problem().what(),
                        context.clock().instant());
        settings.vault().wal().putGap(gap);
        state.note("WAL is missing for good: %s".formatted(gap.missing()));
        listener.onGap(gap);
    }
}
