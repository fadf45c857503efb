package org.cairn.ledger.run;

import java.sql.Connection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.kernel.RunNumber;
import org.cairn.postgres.Sql;

/// Runs that read archived documents again.
public final class ReplayLedger {
    /// A number that no run has, above all that one will ever have: that of a rehearsal is never
    /// committed, and that of the session tells two of them apart.
    private static final long REHEARSALS = 1L << 60;

    /// How much of what its datasets are made of a replay reads.
    public enum Share {
        WHOLE,
        SOME;

        private String sqlName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// Writes down what a replay read; part of the transaction that loads its rows.
    public void mark(
            Connection connection, RunNumber run, Share share, Collection<RunNumber> fetched) {
        Sql.update(
                connection,
                "UPDATE cairn.run SET replay = ?, replay_of = ?::text[]::bigint[] WHERE run = ?",
                share.sqlName(),
                new TreeSet<>(fetched).stream().map(RunNumber::toString).toArray(String[]::new),
                run.value());
    }

    /// Begins a run inside a transaction that will be taken back.
    public RunNumber rehearse(Connection connection, List<String> names, Instant now) {
        long run =
                Sql.load(
                        connection,
                        """
                        INSERT INTO cairn.run (run, state, names, started_at)
                        VALUES (? + pg_backend_pid(), 'running', ?, ?) RETURNING run
                        """,
                        row -> row.getLong(1),
                        REHEARSALS,
                        names.toArray(String[]::new),
                        now);
        return new RunNumber(run);
    }

    /// The runs that fetched what a dataset is made of; none in a database that does not know it.
    public Set<RunNumber> loaded(Connection connection, String dataset) {
        return Set.copyOf(
                Sql.list(
                        connection,
                        """
                        SELECT r.run
                          FROM cairn.run_dataset d JOIN cairn.run r USING (run)
                         WHERE d.dataset = ? AND d.input_hash IS NOT NULL AND r.state = 'loaded'
                           AND r.replay IS NULL
                        UNION
                        SELECT unnest(r.replay_of)
                          FROM cairn.run_dataset d JOIN cairn.run r USING (run)
                         WHERE d.dataset = ? AND r.state = 'loaded' AND r.replay = 'whole'
                        """,
                        row -> new RunNumber(row.getLong(1)),
                        dataset,
                        dataset));
    }

    /// Whether a run ended in this database without loading anything.
    public boolean isUnloaded(Connection connection, RunNumber run) {
        return Sql.load(
                connection,
                "SELECT count(*) FROM cairn.run WHERE run = ? AND state NOT IN ('loaded', 'unchanged')",
                row -> row.getLong(1) > 0,
                run.value());
    }
}
