package org.cairn.postgres.replication;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.TimelineHistory;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;

/// One session that speaks the protocol of physical replication. Confined to one thread, but for
/// [#close].
///
/// Problems of every method: `database-lost` when the session is gone; then open another one.
public final class ReplicationSession implements AutoCloseable {
    private static final String SLOT_EXISTS = "42710";
    private static final String SLOT_MISSING = "42704";

    private final Connection connection;
    private volatile boolean closed;

    private ReplicationSession(Connection connection) {
        this.connection = connection;
    }

    /// Opens a session. Problems: those of [Database#connectForReplication].
    ///
    /// @param applicationName how the receiver is called in `pg_stat_replication` and in
    ///   `synchronous_standby_names`
    public static ReplicationSession open(DatabaseAddress address, String applicationName) {
        return new ReplicationSession(
                new Database(address, applicationName).connectForReplication());
    }

    /// Asks which server this is and how far it is.
    public Identified identify() {
        return ask(
                "IDENTIFY_SYSTEM",
                "ask which server this is",
                row ->
                        new Identified(
                                row.getString("systemid"),
                                new Timeline(row.getInt("timeline")),
                                Lsn.parse(row.getString("xlogpos")),
                                isStandby()));
    }

    /// The server's major version.
    public int major() {
        try {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw Refusal.of("ask for the version", e);
        }
    }

    public SegmentSize segmentSize() {
        return new SegmentSize(
                ask(
                        "SHOW wal_segment_size",
                        "ask for the size of segments",
                        row -> Math.toIntExact(Setting.bytes(row.getString(1)))));
    }

    /// The content of a timeline's history file, byte for byte; empty for the first timeline, which
    /// has none.
    public byte[] history(Timeline timeline) {
        if (timeline.equals(Timeline.FIRST)) {
            return new byte[0];
        }
        return ask(
                "TIMELINE_HISTORY " + timeline,
                "read the history of timeline " + timeline,
                row -> row.getBytes("content"));
    }

    /// Finds a physical slot.
    public Optional<Slot> findSlot(String name) {
        return ask(
                "READ_REPLICATION_SLOT " + quoted(name),
                "look at replication slot '" + name + "'",
                row ->
                        row.getString("slot_type") == null
                                ? Optional.empty()
                                : Optional.of(
                                        new Slot(
                                                name,
                                                Optional.ofNullable(row.getString("restart_lsn"))
                                                        .map(Lsn::parse))));
    }

    /// Makes a physical slot that keeps WAL from now on; does nothing when there is a slot of that
    /// name.
    ///
    /// Problems: `database-limit` (no slot is free), `replication-refused` (wal_level is minimal).
    public void createSlot(String name) {
        try (Statement statement = connection.createStatement()) {
            // Without RESERVE_WAL it would keep nothing until the first receiver comes.
            statement.execute(
                    "CREATE_REPLICATION_SLOT %s PHYSICAL (RESERVE_WAL)".formatted(quoted(name)));
        } catch (SQLException e) {
            if (!SLOT_EXISTS.equals(e.getSQLState())) {
                throw Refusal.ofNewSlot(name, e);
            }
        }
    }

    /// Removes a slot that nobody uses; does nothing when there is none of that name.
    public void dropSlot(String name) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP_REPLICATION_SLOT " + quoted(name));
        } catch (SQLException e) {
            if (!SLOT_MISSING.equals(e.getSQLState())) {
                throw Refusal.ofStream(name, e);
            }
        }
    }

    /// Begins to receive the WAL of a timeline. The session can do nothing else until that stream
    /// has given [WalStream.Message.TimelineEnded].
    ///
    /// Problems: `wal-removed`, `wal-diverged`, `slot-in-use`, `slot-missing`.
    ///
    /// @param from where to begin; PostgreSQL's own receivers take the start of a segment
    public WalStream stream(String slot, Timeline timeline, Lsn from) {
        String name = quoted(slot);
        Optional<Lsn> end = endOf(timeline, from);
        if (end.filter(from::equals).isPresent()) {
            // The server would begin no stream at all, which the driver takes for a mistake.
            return new WalStream(this, slot, null, from, end);
        }
        try {
            limitSilence();
            CopyDual copy =
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyDual(
                                    "START_REPLICATION SLOT %s PHYSICAL %s TIMELINE %s"
                                            .formatted(name, from, timeline));
            return new WalStream(this, slot, copy, from, end);
        } catch (SQLException e) {
            throw Refusal.ofStream(slot, e);
        }
    }

    /// Ends the session at once, whatever it is doing; safe for any thread. A blocked
    /// [WalStream#read] ends with a [java.util.concurrent.CancellationException].
    @Override
    public void close() {
        closed = true;
        try {
            // Not Connection.close, which would wait for a blocked read.
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw Refusal.of("end the session", e);
        }
    }

    boolean isClosedByUs() {
        return closed;
    }

    /// Where a timeline ended, when the server has gone on to a later one.
    ///
    /// Asked before the stream begins, because the driver drops what the server says at the end.
    private Optional<Lsn> endOf(Timeline timeline, Lsn from) {
        Identified now = identify();
        if (timeline.equals(now.timeline())) {
            if (from.compareTo(now.flushed()) > 0) {
                throw diverged(timeline, from, "has WAL only up to " + now.flushed());
            }
            return Optional.empty();
        }
        Optional<Lsn> end =
                TimelineHistory.parse(now.timeline(), history(now.timeline())).endOf(timeline);
        if (end.isEmpty()) {
            throw diverged(
                    timeline,
                    from,
                    "is on timeline " + now.timeline() + ", which does not come from that one");
        }
        if (from.compareTo(end.get()) > 0) {
            throw diverged(timeline, from, "left that timeline at " + end.get());
        }
        return end;
    }

    private static ProblemException diverged(Timeline timeline, Lsn from, String why) {
        return PostgresProblems.WAL_DIVERGED
                .says("the server does not have WAL that was received from it")
                .what("asked for %s on timeline %s; the server %s", from, timeline, why)
                .kept("what was received before is not touched")
                .remedy("Check that database.url leads to the right server; then make a backup.")
                .with("lsn", from)
                .with("timeline", timeline.number())
                .asException();
    }

    /// The server says something at least every half of its own patience; a session that is silent
    /// for longer than all of it is dead.
    private void limitSilence() throws SQLException {
        long millis =
                ask(
                        "SHOW wal_sender_timeout",
                        "ask for the patience of the server",
                        row -> Setting.millis(row.getString(1)));
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(millis));
    }

    private boolean isStandby() throws SQLException {
        return "on"
                .equals(connection.unwrap(PGConnection.class).getParameterStatus("in_hot_standby"));
    }

    private static String quoted(String slot) {
        return '"' + Slot.requireName(slot) + '"';
    }

    private <T> T ask(String command, String act, Reader<T> reader) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(command)) {
            row.next();
            return reader.read(row);
        } catch (SQLException e) {
            throw Refusal.of(act, e);
        }
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
