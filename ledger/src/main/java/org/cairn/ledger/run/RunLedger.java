package org.cairn.ledger.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.LedgerProblems;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.postgres.Sql;
import org.jspecify.annotations.Nullable;

/// The table of runs. Holds no state; same thread rule as the connection it is given.
public final class RunLedger {
    /// First key of the advisory locks that say "this run's process is alive".
    private static final int RUN_LOCK = 0xCA1;

    /// First key of the advisory lock under which a number is taken.
    private static final int NUMBER_LOCK = 0xCA0;

    private static final String ABANDONED =
            """
            {"code": "%s", "headline": "the process of the run ended without a word", \
            "what": "it was killed, or its connection to the database broke", \
            "kept": "nothing of the run is loaded; documents that it had fetched are stored", \
            "remedy": "Run again."}\
            """
                    .formatted(LedgerProblems.RUN_ABANDONED.name());

    /// Whether the process of a row of `cairn.run` has gone: nobody holds the run's lock.
    private static final String IS_DEAD =
            """
            state = 'running' AND NOT EXISTS (
                SELECT FROM pg_locks
                 WHERE locktype = 'advisory' AND database = (
                           SELECT oid FROM pg_database WHERE datname = current_database())
                   AND classid = %d::bigint::oid AND objid = run::integer::bigint::oid
                   AND objsubid = 2)
            """
                    .formatted(RUN_LOCK);

    /// A run that died is shown as failed even before anybody wrote it down.
    private static final String SELECT_RUN =
            """
            SELECT run, CASE WHEN %1$s THEN 'failed' ELSE state END AS state, names, started_at,
                   finished_at, xid, commit_lsn::text AS commit_lsn, override_reason, overridden_by,
                   held_reason, CASE WHEN %1$s THEN '%2$s' ELSE problem::text END AS problem
              FROM cairn.run
            """
                    .formatted(IS_DEAD, ABANDONED);

    /// Takes the next number and writes the run down as running.
    ///
    /// Takes a session lock on the number, which ends with the connection: as long as it is held
    /// the run's process is alive.
    ///
    /// @param above the highest number that the vault knows; a database restored to an earlier time
    ///   must not give a number again
    public RunNumber begin(
            Connection connection,
            @Nullable RunNumber above,
            List<String> names,
            RunRecord.@Nullable OverrideWord override,
            Instant now) {
        // The number is looked up after its lock was granted, and the run's own lock is held before
        // anybody can see its row: a row without lock is a run whose process has gone.
        lock(connection, NUMBER_LOCK, 0);
        long run =
                Sql.load(
                        connection,
                        "SELECT greatest(coalesce(max(run), 0), ?) + 1 FROM cairn.run",
                        row -> row.getLong(1),
                        above == null ? 0L : above.value());
        lock(connection, RUN_LOCK, (int) run);
        Sql.update(
                connection,
                """
                INSERT INTO cairn.run
                    (run, state, names, started_at, override_reason, overridden_by)
                VALUES (?, 'running', ?, ?, ?, ?)
                """,
                run,
                names.toArray(String[]::new),
                now,
                override == null ? null : override.reason(),
                override == null ? null : override.by());
        Sql.load(connection, "SELECT pg_advisory_unlock(?, 0)", row -> true, NUMBER_LOCK);
        return new RunNumber(run);
    }

    /// Finds the last run that is committed in this database, without touching it: empty when there
    /// is none, and in a database without ledger. For restored copies, which are only looked at.
    public static Optional<RunNumber> lastCommitted(Connection connection) {
        boolean there =
                Sql.load(
                        connection,
                        "SELECT to_regclass('cairn.run') IS NOT NULL",
                        row -> row.getBoolean(1));
        return there
                ? Sql.find(
                        connection,
                        """
                        SELECT run FROM cairn.run
                         WHERE state IN ('loaded', 'unchanged') ORDER BY run DESC LIMIT 1
                        """,
                        row -> new RunNumber(row.getLong(1)))
                : Optional.empty();
    }

    private static void lock(Connection connection, int kind, int number) {
        Sql.load(connection, "SELECT pg_advisory_lock(?, ?)", row -> true, kind, number);
    }

    /// Writes how a run ended; part of the transaction that loads its rows.
    public void finish(
            Connection connection, RunNumber run, RunState state, long xid, Instant now) {
        Sql.update(
                connection,
                "UPDATE cairn.run SET state = ?, finished_at = ?, xid = ? WHERE run = ?",
                state.sqlName(),
                now,
                xid,
                run.value());
    }

    /// Adds the position after the commit, which nobody can know before it.
    public void committedAt(Connection connection, RunNumber run, Lsn lsn) {
        Sql.update(
                connection,
                "UPDATE cairn.run SET commit_lsn = ?::pg_lsn WHERE run = ?",
                lsn.toString(),
                run.value());
    }

    public void hold(Connection connection, RunNumber run, String reason, Instant now) {
        Sql.update(
                connection,
                "UPDATE cairn.run SET state = 'held', finished_at = ?, held_reason = ? WHERE run = ?",
                now,
                reason,
                run.value());
    }

    /// Writes down why a run failed; one that has ended otherwise stays as it is.
    public void fail(Connection connection, RunNumber run, String problemJson, Instant now) {
        Sql.update(
                connection,
                "UPDATE cairn.run SET state = 'failed', finished_at = ?, problem = ?::jsonb"
                        + " WHERE run = ? AND state = 'running'",
                now,
                problemJson,
                run.value());
    }

    /// Marks as failed every run whose process has gone without a word, and names them.
    public List<RunNumber> failAbandoned(Connection connection, Instant now) {
        return Sql.list(
                connection,
                "UPDATE cairn.run SET state = 'failed', finished_at = ?, problem = ?::jsonb WHERE "
                        + IS_DEAD
                        + " RETURNING run",
                row -> new RunNumber(row.getLong(1)),
                now,
                ABANDONED);
    }

    /// The runs that are under way.
    public List<RunNumber> running(Connection connection) {
        return Sql.list(
                connection,
                "SELECT run FROM cairn.run WHERE state = 'running'",
                row -> new RunNumber(row.getLong(1)));
    }

    /// Writes down what a run found.
    ///
    /// @param inputHash of the mapping and all documents; null if they were those of the run before
    ///   and so were not read again
    public void addPart(
            Connection connection, RunNumber run, RunPart part, byte @Nullable [] inputHash) {
        RunCounts counts = part.counts();
        Sql.update(
                connection,
                """
                INSERT INTO cairn.run_dataset
                    (run, source, resource, dataset, input_hash, documents, records, accepted,
                     quarantined, new, changed, unchanged, withdrawn, duplicates, held)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                run.value(),
                part.source(),
                part.resource(),
                part.dataset(),
                inputHash,
                counts.documents(),
                counts.records(),
                counts.accepted(),
                counts.quarantined(),
                counts.created(),
                counts.changed(),
                counts.unchanged(),
                counts.withdrawn(),
                counts.duplicates(),
                counts.held());
    }

    /// What the last run that read this resource and loaded this dataset found.
    public Optional<LastGood> findLastGood(
            Connection connection, String source, String resource, String dataset) {
        return Sql.find(
                connection,
                """
                SELECT d.*, EXISTS (
                       SELECT FROM cairn.run_dataset o JOIN cairn.run s USING (run)
                        WHERE o.source = d.source AND o.resource = d.resource
                          AND o.dataset = d.dataset AND s.state = 'loaded' AND s.replay = 'some'
                          AND o.run > d.run) AS overlaid
                  FROM cairn.run_dataset d JOIN cairn.run r USING (run)
                 WHERE d.source = ? AND d.resource = ? AND d.dataset = ?
                   AND d.input_hash IS NOT NULL AND r.state = 'loaded'
                   AND r.replay IS DISTINCT FROM 'some'
                 ORDER BY run DESC
                 LIMIT 1
                """,
                row ->
                        new LastGood(
                                new RunNumber(row.getLong("run")),
                                // After a replay of some documents nothing is as that run left it.
                                row.getBoolean("overlaid")
                                        ? new byte[0]
                                        : row.getBytes("input_hash"),
                                counts(row)),
                source,
                resource,
                dataset);
    }

    /// The last run that read a resource and loaded it.
    ///
    /// @param inputHash of the mapping and all documents it read
    public record LastGood(RunNumber run, byte[] inputHash, RunCounts counts) {}

    /// Problems: `run-unknown`.
    public RunRecord load(Connection connection, RunNumber run) {
        return Sql.find(
                        connection,
                        SELECT_RUN + " WHERE run = ?",
                        row -> record(row, parts(connection, run)),
                        run.value())
                .orElseThrow(() -> unknown(run));
    }

    static ProblemException unknown(RunNumber run) {
        return LedgerProblems.RUN_UNKNOWN
                .says("there is no run %s", run)
                .kept("nothing was changed")
                .remedy("List the runs with `cairn run ls`.")
                .with("run", run.value())
                .asException();
    }

    /// The newest runs, newest first.
    public List<RunRecord> list(Connection connection, int limit) {
        return Sql.list(
                connection,
                SELECT_RUN + " ORDER BY run DESC LIMIT ?",
                row -> record(row, parts(connection, new RunNumber(row.getLong("run")))),
                limit);
    }

    /// Finds the newest run of a source, whatever became of it.
    public Optional<RunRecord> findNewestOf(Connection connection, String source) {
        return Sql.find(
                connection,
                SELECT_RUN
                        + """
                         WHERE run = (SELECT max(run) FROM cairn.run_dataset WHERE source = ?)
                            OR run = (SELECT max(run) FROM cairn.run WHERE ? = ANY (names))
                         ORDER BY run DESC LIMIT 1
                        """,
                row -> record(row, parts(connection, new RunNumber(row.getLong("run")))),
                source,
                source);
    }

    private static List<RunPart> parts(Connection connection, RunNumber run) {
        return Sql.list(
                connection,
                "SELECT * FROM cairn.run_dataset WHERE run = ? ORDER BY source, resource, dataset",
                row ->
                        new RunPart(
                                row.getString("source"),
                                row.getString("resource"),
                                row.getString("dataset"),
                                counts(row)),
                run.value());
    }

    private static RunRecord record(ResultSet row, List<RunPart> parts) throws SQLException {
        String reason = row.getString("override_reason");
        String lsn = row.getString("commit_lsn");
        long xid = row.getLong("xid");
        Long knownXid = row.wasNull() ? null : xid;
        return new RunRecord(
                new RunNumber(row.getLong("run")),
                RunState.ofSqlName(row.getString("state")),
                List.of((String[]) row.getArray("names").getArray()),
                Objects.requireNonNull(Sql.instant(row, "started_at")),
                Sql.instant(row, "finished_at"),
                knownXid,
                lsn == null ? null : Lsn.parse(lsn),
                reason == null
                        ? null
                        : new RunRecord.OverrideWord(reason, row.getString("overridden_by")),
                row.getString("held_reason"),
                row.getString("problem"),
                parts);
    }

    private static RunCounts counts(ResultSet row) throws SQLException {
        return new RunCounts(
                row.getLong("documents"),
                row.getLong("records"),
                row.getLong("accepted"),
                row.getLong("quarantined"),
                row.getLong("new"),
                row.getLong("changed"),
                row.getLong("unchanged"),
                row.getLong("withdrawn"),
                row.getLong("duplicates"),
                row.getLong("held"));
    }
}
