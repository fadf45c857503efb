package org.cairn.ledger.run;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.LedgerProblems;
import org.cairn.ledger.run.RunRecord.OverrideWord;
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
            SELECT run, CASE WHEN NOT (%1$s) THEN state WHEN cancel_reason IS NULL THEN 'failed'
                             ELSE 'cancelled' END AS state, names, started_at,
                   finished_at, xid, commit_lsn::text AS commit_lsn, override_reason, overridden_by,
                   held_reason, cancel_reason, cancelled_by,
                   CASE WHEN %1$s AND cancel_reason IS NULL THEN '%2$s' ELSE problem::text END AS problem
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
            @Nullable OverrideWord override,
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
    ///
    /// @return false when somebody has cancelled it, and it must not be committed
    public boolean finish(
            Connection connection, RunNumber run, RunState state, long xid, Instant now) {
        return Sql.update(
                        connection,
                        "UPDATE cairn.run SET state = ?, finished_at = ?, xid = ? WHERE run = ?"
                                + " AND cancel_reason IS NULL",
                        state.sqlName(),
                        now,
                        xid,
                        run.value())
                == 1;
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

    /// Asks a run to end; it does so, or has begun to commit and ends by itself.
    ///
    /// @return false when it is not under way any more
    public boolean requestCancel(Connection connection, RunNumber run, OverrideWord word) {
        return Sql.update(
                        connection,
                        "UPDATE cairn.run SET cancel_reason = ?, cancelled_by = ?"
                                + " WHERE run = ? AND state = 'running' AND cancel_reason IS NULL",
                        word.reason(),
                        word.by(),
                        run.value())
                == 1;
    }

    /// Which of these runs somebody wants to end, and why.
    public Map<RunNumber, OverrideWord> cancelRequests(
            Connection connection, Collection<RunNumber> runs) {
        Map<RunNumber, OverrideWord> wanted = new LinkedHashMap<>();
        String[] numbers = runs.stream().map(RunNumber::toString).toArray(String[]::new);
        Sql.list(
                        connection,
                        "SELECT run, cancel_reason, cancelled_by FROM cairn.run"
                                + " WHERE run = ANY (?::text[]::bigint[]) AND cancel_reason IS NOT NULL",
                        row ->
                                Map.entry(
                                        new RunNumber(row.getLong("run")),
                                        new OverrideWord(
                                                row.getString("cancel_reason"),
                                                row.getString("cancelled_by"))),
                        (Object) numbers)
                .forEach(each -> wanted.put(each.getKey(), each.getValue()));
        return wanted;
    }

    /// Ends the session of a run that does not end by itself; its transaction is taken back.
    public void endSession(Connection connection, RunNumber run) {
        Sql.list(
                connection,
                """
                SELECT pg_terminate_backend(pid) FROM pg_locks
                 WHERE locktype = 'advisory' AND granted AND classid = ?::bigint::oid
                   AND objid = ?::integer::bigint::oid AND objsubid = 2
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """,
                row -> row.getBoolean(1),
                RUN_LOCK,
                (int) run.value());
    }

    /// Writes down that a run was cancelled; one that has ended otherwise stays as it is.
    public void cancelled(Connection connection, RunNumber run, OverrideWord word, Instant now) {
        Sql.update(
                connection,
                """
                UPDATE cairn.run
                   SET state = 'cancelled', finished_at = ?,
                       cancelled_by = CASE WHEN cancel_reason IS NULL THEN ? ELSE cancelled_by END,
                       cancel_reason = coalesce(cancel_reason, ?)
                 WHERE run = ? AND state = 'running'
                """,
                now,
                word.by(),
                word.reason(),
                run.value());
    }

    /// Marks as failed every run whose process has gone without a word, and names them.
    public List<RunNumber> failAbandoned(Connection connection, Instant now) {
        return Sql.list(
                connection,
                "UPDATE cairn.run SET finished_at = ?,"
                        + " state = CASE WHEN cancel_reason IS NULL THEN 'failed' ELSE 'cancelled' END,"
                        + " problem = CASE WHEN cancel_reason IS NULL THEN ?::jsonb END WHERE "
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
        addPart(connection, run, part, inputHash, Completeness.UNKNOWN);
    }

    /// The same, with what the next run is to be measured by.
    public void addPart(
            Connection connection,
            RunNumber run,
            RunPart part,
            byte @Nullable [] inputHash,
            Completeness found) {
        RunCounts counts = part.counts();
        Sql.update(
                connection,
                """
                INSERT INTO cairn.run_dataset
                    (run, source, resource, dataset, input_hash, documents, records, accepted,
                     quarantined, new, changed, unchanged, withdrawn, duplicates, held,
                     judged, fields, filled, files, file_records)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                        ?, ?, ?::text[]::bigint[], ?, ?::text[]::bigint[])
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
                counts.held(),
                found.judged(),
                found.filled().keySet().toArray(String[]::new),
                texts(found.filled()),
                found.files().keySet().toArray(String[]::new),
                texts(found.files()));
    }

    private static String[] texts(Map<String, Long> numbers) {
        return numbers.values().stream().map(Object::toString).toArray(String[]::new);
    }

    private static Completeness completeness(ResultSet row) throws SQLException {
        return new Completeness(
                row.getLong("judged"),
                numbers(row, "fields", "filled"),
                numbers(row, "files", "file_records"));
    }

    private static Map<String, Long> numbers(ResultSet row, String names, String values)
            throws SQLException {
        Array keys = row.getArray(names);
        Array counts = row.getArray(values);
        Map<String, Long> numbers = new LinkedHashMap<>();
        if (keys != null && counts != null) {
            String[] words = (String[]) keys.getArray();
            Long[] found = (Long[]) counts.getArray();
            for (int i = 0; i < words.length; i++) {
                numbers.put(words[i], found[i]);
            }
        }
        return numbers;
    }

    /// What the last run that read this resource and loaded this dataset found.
    public Optional<LastGood> findLastGood(
            Connection connection, String source, String resource, String dataset) {
        return Sql.find(
                connection,
                """
                SELECT d.*
                  FROM cairn.run_dataset d JOIN cairn.run r USING (run)
                 WHERE d.source = ? AND d.resource = ? AND d.dataset = ?
                   AND d.input_hash IS NOT NULL AND r.state = 'loaded'
                 ORDER BY run DESC
                 LIMIT 1
                """,
                row ->
                        new LastGood(
                                new RunNumber(row.getLong("run")),
                                row.getBytes("input_hash"),
                                counts(row),
                                completeness(row)),
                source,
                resource,
                dataset);
    }

    /// The last run that read a resource and loaded it.
    ///
    /// @param inputHash of the mapping and all documents it read
    public record LastGood(
            RunNumber run, byte[] inputHash, RunCounts counts, Completeness completeness) {}

    /// Problems: `run-unknown`.
    public RunRecord load(Connection connection, RunNumber run) {
        return Sql.find(
                        connection,
                        SELECT_RUN + " WHERE run = ?",
                        row -> record(row, parts(connection, run)),
                        run.value())
                .orElseThrow(() ->
                        LedgerProblems.RUN_UNKNOWN
                                .says("there is no run %s", run)
                                .kept("nothing was changed")
                                .remedy("List the runs with `cairn run ls`.")
                                .with("run", run.value())
                                .asException());
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

    /// The states and beginnings of the newest runs that were asked for a source or pipeline by
    /// name, newest first.
    public List<Begun> listBegun(Connection connection, String name, int limit) {
        return Sql.list(
                connection,
                SELECT_RUN + " WHERE ? = ANY (names) ORDER BY run DESC LIMIT ?",
                row ->
                        new Begun(
                                RunState.ofSqlName(row.getString("state")),
                                Objects.requireNonNull(Sql.instant(row, "started_at"))),
                name,
                limit);
    }

    /// When a run began, and how it stands.
    public record Begun(RunState state, Instant at) {}

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
        String cancel = row.getString("cancel_reason");
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
                reason == null ? null : new OverrideWord(reason, row.getString("overridden_by")),
                row.getString("held_reason"),
                row.getString("problem"),
                cancel == null ? null : new OverrideWord(cancel, row.getString("cancelled_by")),
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
