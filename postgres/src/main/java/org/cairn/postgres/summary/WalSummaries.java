package org.cairn.postgres.summary;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.Sql;
import org.cairn.postgres.SqlProblems;
import org.cairn.postgres.change.ChangeMap;
import org.cairn.postgres.change.Fork;
import org.cairn.postgres.change.Relation;
import org.cairn.postgres.change.WalRoute;
import org.cairn.postgres.server.Waiting;

/// The summaries of WAL that a server of version 17 or newer keeps (`summarize_wal`), read by SQL.
/// Confined to the thread of its connection, which must be in autocommit and is so again after.
///
/// Rights: none beyond the login. `pg_available_wal_summaries`, `pg_wal_summary_contents` and
/// `pg_get_wal_summarizer_state` may be executed by PUBLIC; where that was revoked, grant EXECUTE
/// on the three. `pg_monitor` or `pg_read_server_files` is not needed.
///
/// Problems: `database-lost` and others of a statement. That summaries are missing is none.
public final class WalSummaries {
    private static final int FIRST_MAJOR = 17;
    private static final int ROWS_AT_ONCE = 10_000;
    private static final String MAY =
            """
            SELECT bool_and(has_function_privilege(f, 'EXECUTE'))
              FROM unnest(ARRAY['pg_available_wal_summaries()',
                                'pg_wal_summary_contents(bigint, pg_lsn, pg_lsn)',
                                'pg_get_wal_summarizer_state()']) AS f
            """;
    private static final String STATE =
            """
            SELECT current_setting('summarize_wal')::boolean, summarized_lsn::text
              FROM pg_get_wal_summarizer_state()
            """;
    private static final String AVAILABLE =
            """
            SELECT tli, start_lsn::text, end_lsn::text
              FROM pg_available_wal_summaries()
             WHERE start_lsn < end_lsn
            """;
    private static final String CONTENTS =
            """
            SELECT reltablespace::bigint, reldatabase::bigint, relfilenode::bigint,
                   relforknumber, relblocknumber, is_limit_block
              FROM pg_wal_summary_contents(?, ?::pg_lsn, ?::pg_lsn)
            """;
    // The server's own words for "no such file" and "these bytes are not what I wrote".
    private static final String UNDEFINED_FILE = "58P01";
    private static final String DATA_CORRUPTED = "XX001";

    private final Connection connection;
    private final Duration patience;

    /// Reads by a session.
    ///
    /// @param patience how long the summarizer may take to come to the start of the backup; it is
    ///   woken by the checkpoint there and reads WAL faster than it is written
    public WalSummaries(Connection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /// What summaries say of a route.
    public sealed interface Answer {
        /// All of it is summarized.
        ///
        /// @param summaries how many were read
        /// @param blocks how many changed blocks they name, those named twice counted twice
        record Covered(ChangeMap map, int summaries, long blocks) implements Answer {}

        /// Not all of it is: find changes in another way.
        ///
        /// @param reason a clause that says why
        record NotCovered(Cause cause, String reason) implements Answer {}
    }

    /// Why summaries do not cover a route.
    public enum Cause {
        VERSION,
        DENIED,
        OFF,
        BEHIND,
        GAP,
        DAMAGED
    }

    /// Waits for the summarizer, then reads what it wrote about a route. An interrupt is a
    /// cancellation.
    ///
    /// @param blocksPerFile after so many blocks a relation goes on in its next file
    public Answer along(WalRoute route, int blocksPerFile) {
        Optional<Answer> refusal = refusal();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (route.legs().isEmpty()) {
            return new Answer.Covered(new ChangeMap.Builder(blocksPerFile).build(), 0, 0);
        }
        Lsn end = route.legs().getLast().end();
        Waiting.until(patience, () -> state().isDone(end));
        WalRoute.Cover cover = route.coverBy(available());
        return cover.missing()
                .map(missing -> missing(missing, end))
                .orElseGet(() -> read(cover.summaries(), blocksPerFile));
    }

    private Optional<Answer> refusal() {
        int major = major();
        if (major < FIRST_MAJOR) {
            return Optional.of(
                    new Answer.NotCovered(
                            Cause.VERSION,
                            "PostgreSQL %d makes no summaries of WAL, %d is the first that does"
                                    .formatted(major, FIRST_MAJOR)));
        }
        return Sql.load(connection, MAY, row -> row.getBoolean(1))
                ? Optional.empty()
                : Optional.of(
                        new Answer.NotCovered(
                                Cause.DENIED,
                                "the database user may not execute pg_available_wal_summaries,"
                                        + " pg_wal_summary_contents or"
                                        + " pg_get_wal_summarizer_state"));
    }

    private Answer missing(WalRange missing, Lsn end) {
        State state = state();
        if (!state.on()) {
            return new Answer.NotCovered(
                    Cause.OFF, "summarize_wal is off, and no summary has " + missing);
        }
        return state.isDone(end)
                ? new Answer.NotCovered(Cause.GAP, "no summary has " + missing)
                : new Answer.NotCovered(
                        Cause.BEHIND,
                        "the summarizer had come to %s after %d s, the backup starts at %s"
                                .formatted(state.reached(), patience.toSeconds(), end));
    }

    private Answer read(List<WalRange> summaries, int blocksPerFile) {
        var map = new ChangeMap.Builder(blocksPerFile);
        try {
            // The driver fetches bit by bit only inside a transaction.
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(CONTENTS)) {
                statement.setFetchSize(ROWS_AT_ONCE);
                long blocks = 0;
                for (WalRange summary : summaries) {
                    blocks += read(statement, summary, map);
                }
                return new Answer.Covered(map.build(), summaries.size(), blocks);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            return switch (e.getSQLState()) {
                case UNDEFINED_FILE ->
                        new Answer.NotCovered(Cause.GAP, "a summary was removed while it was read");
                case DATA_CORRUPTED ->
                        new Answer.NotCovered(
                                Cause.DAMAGED, "a summary is damaged: " + e.getMessage());
                case null, default -> throw SqlProblems.of("read WAL summaries", e);
            };
        }
    }

    private static long read(PreparedStatement statement, WalRange summary, ChangeMap.Builder map)
            throws SQLException {
        statement.setLong(1, summary.timeline().number());
        statement.setString(2, summary.start().toString());
        statement.setString(3, summary.end().toString());
        long blocks = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                blocks += add(rows, map);
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("interrupted while reading WAL summaries");
                }
            }
        }
        return blocks;
    }

    private static int add(ResultSet row, ChangeMap.Builder map) throws SQLException {
        var relation = new Relation(row.getLong(1), row.getLong(2), row.getLong(3));
        Fork fork = Fork.of(row.getInt(4));
        if (row.getBoolean(6)) {
            map.cut(relation, fork, row.getLong(5));
            return 0;
        }
        map.touched(relation, fork, row.getLong(5));
        return 1;
    }

    private List<WalRange> available() {
        return Sql.list(
                connection,
                AVAILABLE,
                row ->
                        new WalRange(
                                new Timeline(row.getInt(1)),
                                Lsn.parse(row.getString(2)),
                                Lsn.parse(row.getString(3))));
    }

    private State state() {
        return Sql.load(
                connection,
                STATE,
                row -> new State(row.getBoolean(1), Lsn.parse(row.getString(2))));
    }

    private int major() {
        try {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw SqlProblems.of("ask for the version of the server", e);
        }
    }

    /// How far the summarizer is.
    ///
    /// @param reached all before this is in summaries on the disk
    private record State(boolean on, Lsn reached) {
        /// Whether waiting would bring nothing more.
        boolean isDone(Lsn end) {
            return !on || reached.compareTo(end) >= 0;
        }
    }
}
