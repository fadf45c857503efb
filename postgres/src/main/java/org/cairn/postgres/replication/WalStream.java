package org.cairn.postgres.replication;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.PostgresProblems;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyDual;

/// The WAL of one timeline as it comes from a server. Confined to one thread, but for [#close].
///
/// The receiver reads, keeps, and reports; each only as often as it likes, but it must report when
/// the server wants a reply, else the server ends the session after `wal_sender_timeout`. A message
/// of less than [#FULL_MESSAGE_BYTES] of WAL means that for the moment there is no more: the time
/// to make it durable and to report.
///
/// Two facts about servers: a commit may wait for the report (`synchronous_standby_names`), and a
/// server that is told to stop waits until all of its WAL was reported as flushed.
public final class WalStream implements AutoCloseable {
    /// The most WAL that a server puts into one message (`MAX_SEND_SIZE`).
    public static final int FULL_MESSAGE_BYTES = 1 << 17;

    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final byte WAL_DATA = 'w';
    private static final byte KEEP_ALIVE = 'k';
    private static final byte STATUS = 'r';
    private static final int WAL_DATA_HEADER = 1 + 3 * Long.BYTES;
    private static final int KEEP_ALIVE_BYTES = 1 + 2 * Long.BYTES + 1;
    private static final int STATUS_BYTES = 1 + 4 * Long.BYTES + 1;

    /// What comes from the server.
    public sealed interface Message {
        /// Bytes of WAL, contiguous with those before. The array is the caller's to keep.
        ///
        /// @param serverEnd how far the server's WAL went when it sent this
        record Bytes(Lsn start, byte[] buffer, int offset, int length, Lsn serverEnd)
                implements Message {
            public Lsn end() {
                return start.plusBytes(length);
            }
        }

        /// The server lives.
        ///
        /// @param replyWanted it wants a report at once
        record KeepAlive(Lsn serverEnd, boolean replyWanted) implements Message {}

        /// The server left the timeline here and has gone on to a later one; nothing more will
        /// come. The session is free again: ask it which timeline that is, and for its history.
        record TimelineEnded(Lsn end) implements Message {}
    }

    private final ReplicationSession session;
    private final String slot;
    private final Optional<Lsn> end;
    // Null when there is nothing to receive, or nothing more.
    private @Nullable CopyDual copy;
    private Lsn next;
    private boolean caughtUp;
    private volatile boolean over;

    /// @param copy null when the timeline ends where the stream begins
    /// @param end of the timeline, when it has one
    WalStream(
            ReplicationSession session,
            String slot,
            @Nullable CopyDual copy,
            Lsn from,
            Optional<Lsn> end) {
        this.session = session;
        this.slot = slot;
        this.copy = copy;
        this.next = from;
        this.end = end;
    }

    /// Waits for the next message. When the stream or its session is closed meanwhile, by whatever
    /// thread, it ends with a [CancellationException].
    ///
    /// A standby that is promoted while it sends is noticed only by its silence: see `standby` of
    /// [Identified]; open another session from time to time when it says so.
    ///
    /// Problems: `database-lost`, `wal-removed`. The session is of no more use after one.
    public Message read() {
        if (copy == null || end.filter(next::equals).isPresent()) {
            finish();
            return new Message.TimelineEnded(next);
        }
        byte[] message;
        try {
            message = copy.readFromCopy();
        } catch (SQLException e) {
            throw failed(e);
        }
        if (message == null) {
            throw lost("the server has ended the stream");
        }
        return decode(message);
    }

    /// The next message when it has come already, else like [#read]. Where none has come the driver
    /// waits a millisecond for one: a receiver on which commits wait asks [#isCaughtUp] first.
    public Optional<Message> poll() {
        CopyDual open = copy;
        if (open == null || end.filter(next::equals).isPresent()) {
            return Optional.of(read());
        }
        try {
            byte[] message = open.readFromCopy(false);
            if (message != null) {
                return Optional.of(decode(message));
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        if (!open.isActive()) {
            throw lost("the server has ended the stream");
        }
        return Optional.empty();
    }

    /// The last message was not full: for the moment the server has no more WAL. Costs nothing.
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /// Tells the server how far its WAL has come here. Nothing is told to it in any other way.
    ///
    /// Problems: `database-lost`.
    ///
    /// @param written up to here it was received; the end of a message
    /// @param flushed up to here it survives a crash of this machine: the server may remove it, and
    ///   commits that wait for it go on
    /// @param now for the server's `reply_time`
    public void report(Lsn written, Lsn flushed, Instant now) {
        if (copy == null) {
            return;
        }
        byte[] status =
                ByteBuffer.allocate(STATUS_BYTES)
                        .put(STATUS)
                        .putLong(written.bytes())
                        .putLong(flushed.bytes())
                        // Nothing is applied here, so remote_apply would wait for ever.
                        .putLong(0)
                        .putLong(POSTGRES_EPOCH.until(now, ChronoUnit.MICROS))
                        .put((byte) 0)
                        .array();
        try {
            copy.writeToCopy(status, 0, status.length);
            copy.flushCopy();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// Ends the stream; safe for any thread. After [Message.TimelineEnded] that does nothing and
    /// the session goes on; before, it ends the session as well.
    @Override
    public void close() {
        if (!over) {
            session.close();
        }
    }

    private void finish() {
        over = true;
        CopyDual ending = copy;
        copy = null;
        if (ending == null) {
            return;
        }
        try {
            ending.endCopy();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Message decode(byte[] message) {
        ByteBuffer fields = ByteBuffer.wrap(message);
        byte kind = fields.get();
        if (kind == WAL_DATA && message.length >= WAL_DATA_HEADER) {
            return walData(message, new Lsn(fields.getLong()), new Lsn(fields.getLong()));
        }
        if (kind == KEEP_ALIVE && message.length >= KEEP_ALIVE_BYTES) {
            return new Message.KeepAlive(
                    new Lsn(fields.getLong()), message[KEEP_ALIVE_BYTES - 1] != 0);
        }
        throw lost("the server sent a message of an unknown kind");
    }

    private Message walData(byte[] message, Lsn start, Lsn serverEnd) {
        if (!start.equals(next)) {
            throw lost("the server sent WAL of " + start + " where " + next + " had to come");
        }
        int length = message.length - WAL_DATA_HEADER;
        next = next.plusBytes(length);
        caughtUp = length < FULL_MESSAGE_BYTES;
        return new Message.Bytes(start, message, WAL_DATA_HEADER, length, serverEnd);
    }

    private RuntimeException failed(SQLException e) {
        if (session.isClosedByUs()) {
            var cancelled = new CancellationException("the stream of WAL was closed");
            cancelled.initCause(e);
            return cancelled;
        }
        return Refusal.ofStream(slot, e);
    }

    private ProblemException lost(String why) {
        return PostgresProblems.DATABASE_LOST
                .says("cannot receive WAL through slot '%s'", slot)
                .what("%s", why)
                .kept("what was received before is not touched")
                .remedy("Try again when the server is back.")
                .with("slot", slot)
                .asException();
    }
}
