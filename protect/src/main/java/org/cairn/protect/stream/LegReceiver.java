package org.cairn.protect.stream;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.replication.ReplicationSession;
import org.cairn.postgres.replication.WalStream;
import org.cairn.postgres.replication.WalStream.Message;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.protect.plan.StreamRoute;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.vault.problem.VaultProblems;

/// Receives the WAL of one timeline: read, append, force, report. Confined to one thread.
///
/// Commits may wait for the report, so WAL is forced as soon as no more of it is waiting to be
/// read: what arrives during one fsync goes into the next. Reported is only what is durable where
/// the settings say; what was received and not forced is never part of it.
final class LegReceiver {
    private static final long UNFORCED_MAX_BYTES = 8 << 20;
    private static final long WAKE_EVERY_BYTES = 16 << 20;
    private static final long LOOK_AGAIN_NANOS = 50_000_000;
    private static final long REPORT_EVERY_NANOS = 5_000_000_000L;

    private final StreamSettings settings;
    private final WalShipper shipper;
    private final WalJournal journal;
    private final StreamRoute.Leg leg;
    private final StreamState state;
    private final Receiver.Context context;
    private final Pauses shipping = new Pauses();
    private Lsn received;
    private Lsn durable;
    private Lsn reported;
    // The server had more WAL than it put into its last message.
    private boolean moreIsOnItsWay;
    private long unforcedBytes;
    private long unwokenBytes;
    private long roomBytes;
    // What is held just before the first byte that is missing; the server must have the same.
    private Seam seam = Seam.NONE;

    LegReceiver(
            StreamSettings settings,
            WalShipper shipper,
            StreamRoute.Leg leg,
            StreamState state,
            Receiver.Context context) {
        this.settings = settings;
        this.shipper = shipper;
        this.journal = shipper.journal();
        this.leg = leg;
        this.state = state;
        this.context = context;
        this.received = leg.from();
        this.durable = leg.from();
        this.reported = new Lsn(0);
    }

    /// Why it ended.
    enum End {
        STOPPED,
        REACHED,
        TIMELINE_ENDED
    }

    /// Up to here everything is durable in the journal or the vault.
    Lsn durable() {
        return durable;
    }

    /// Whether it asked the server for WAL that is held already, and got none of its own yet.
    boolean isAtSeam() {
        return received.equals(leg.from()) && seam.from().compareTo(leg.from()) < 0;
    }

    /// @param acrossBorder whether to compare the end of the segment before, too
    End receive(
            ReplicationSession session,
            SegmentSize size,
            boolean acrossBorder,
            Optional<Lsn> target,
            BooleanSupplier stopping) {
        Lsn start = start(size);
        // A segment goes into the vault whole, so two of them must have room whatever is set.
        roomBytes = Math.max(settings.journalMax().bytes(), 3L * size.bytes());
        seam =
                acrossBorder && size.isBoundary(start)
                        ? Seam.acrossBorder(shipper, leg.timeline(), start, size)
                        : Seam.before(shipper, leg.timeline(), start, size);
        try (WalStream stream = session.stream(settings.slot(), leg.timeline(), seam.from())) {
            report(stream);
            if (seam.end().equals(seam.from())) {
                state.foundPastToBeOurs();
            }
            return receive(stream, target, stopping);
        } catch (RuntimeException e) {
            keep(start, e);
            throw e;
        }
    }

    private End receive(WalStream stream, Optional<Lsn> target, BooleanSupplier stopping) {
        while (true) {
            if (stopping.getAsBoolean()) {
                settle(stream);
                return End.STOPPED;
            }
            if (target.isPresent() && durable.compareTo(target.get()) >= 0) {
                settle(stream);
                return End.REACHED;
            }
            awaitRoom(stream, stopping);
            Optional<Message> message = next(stream);
            if (message.isPresent() && take(stream, message.get())) {
                settle(stream);
                return End.TIMELINE_ENDED;
            }
        }
    }

    /// What had arrived before a failure is good. If the journal itself failed, it knows what of it
    /// is.
    private void keep(Lsn start, RuntimeException reason) {
        try {
            journal.force();
        } catch (ProblemException e) {
            reason.addSuppressed(e);
        }
        WalCoverage held = WalCoverage.of(journal.ranges());
        durable = most(durable, held.contiguousEnd(leg.timeline(), start));
    }

    /// Begins where the journal's part of the segment ends: a segment is whole in the journal
    /// before it goes into the vault, even when a part of it is there already as a fragment.
    private Lsn start(SegmentSize size) {
        Lsn segment = size.startOf(leg.from());
        Lsn held = WalCoverage.of(journal.ranges()).contiguousEnd(leg.timeline(), segment);
        return held.compareTo(leg.from()) < 0 ? held : leg.from();
    }

    /// The next message. When none has come and the server has said all that it had, everything
    /// that came before is made durable and reported first, and only when that is done already does
    /// it wait for the server.
    private Optional<Message> next(WalStream stream) {
        Optional<Message> waiting = stream.poll();
        if (waiting.isPresent()) {
            return waiting;
        }
        if (moreIsOnItsWay) {
            return Optional.of(stream.read());
        }
        if (durable.compareTo(received) < 0) {
            settle(stream);
            return Optional.empty();
        }
        if (isBehind()) {
            // The vault refuses: look at both, server and vault, in turn.
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            settle(stream);
            return Optional.empty();
        }
        return Optional.of(stream.read());
    }

    private boolean isBehind() {
        return settings.durability() == Durability.REMOTE && acknowledged().compareTo(durable) < 0;
    }

    /// Handles a message; says whether it was the last of the timeline.
    private boolean take(WalStream stream, Message message) {
        switch (message) {
            case Message.Bytes bytes -> append(stream, bytes);
            case Message.KeepAlive(Lsn serverEnd, boolean replyWanted) -> {
                state.server(serverEnd);
                moreIsOnItsWay = false;
                if (replyWanted) {
                    settle(stream);
                    report(stream);
                }
            }
            case Message.TimelineEnded _ -> {
                return true;
            }
        }
        return false;
    }

    private void append(WalStream stream, Message.Bytes bytes) {
        int known = seam.compare(bytes);
        if (known < bytes.length()) {
            journal.append(
                    leg.timeline(),
                    bytes.start().plusBytes(known),
                    bytes.buffer(),
                    bytes.offset() + known,
                    bytes.length() - known);
        }
        if (bytes.end().compareTo(seam.end()) >= 0) {
            state.foundPastToBeOurs();
        }
        received = most(received, bytes.end());
        moreIsOnItsWay = bytes.end().compareTo(bytes.serverEnd()) < 0;
        state.received(received, bytes.serverEnd());
        unforcedBytes += bytes.length() - known;
        if (unforcedBytes >= UNFORCED_MAX_BYTES) {
            settle(stream);
        }
    }

    /// Makes durable what was received, ships it where that is asked for, and reports what is new.
    private void settle(WalStream stream) {
        journal.force();
        durable = most(durable, received);
        unwokenBytes += unforcedBytes;
        unforcedBytes = 0;
        switch (settings.durability()) {
            case LOCAL -> {
                if (unwokenBytes >= WAKE_EVERY_BYTES) {
                    unwokenBytes = 0;
                    context.wakeShipper().run();
                }
            }
            case REMOTE -> ship();
        }
        if (acknowledged().compareTo(reported) > 0) {
            report(stream);
        }
    }

    private void ship() {
        if (!isBehind() || !shipping.isOver()) {
            return;
        }
        try {
            shipper.ship();
            shipping.reset();
        } catch (ProblemException e) {
            if (e.problem().code().equals(VaultProblems.WAL_CONFLICT)) {
                throw e;
            }
            shipping.begin();
            state.shippingFailed(e.problem());
        }
    }

    /// Up to where the server may forget and commits may go on.
    private Lsn acknowledged() {
        return switch (settings.durability()) {
            case LOCAL -> durable;
            case REMOTE -> {
                Lsn inVault = inVault();
                yield inVault.compareTo(durable) < 0 ? inVault : durable;
            }
        };
    }

    private Lsn inVault() {
        return shipper.accounted().contiguousEnd(leg.timeline(), leg.since());
    }

    private void report(WalStream stream) {
        Lsn end = acknowledged();
        stream.report(end, end, context.clock().instant());
        reported = most(reported, end);
        state.reported(end);
        context.steps().reached("stream.reported");
    }

    /// Receives nothing while too much waits for the vault, and tells the server that we live.
    private void awaitRoom(WalStream stream, BooleanSupplier stopping) {
        if (journal.sizeBytes() < roomBytes) {
            return;
        }
        settle(stream);
        context.wakeShipper().run();
        long last = System.nanoTime();
        while (journal.sizeBytes() >= roomBytes && !stopping.getAsBoolean()) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while the journal is full");
            }
            if (settings.durability() == Durability.REMOTE) {
                ship();
            }
            if (System.nanoTime() - last > REPORT_EVERY_NANOS) {
                last = System.nanoTime();
                report(stream);
            }
        }
    }

    private static Lsn most(Lsn a, Lsn b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
