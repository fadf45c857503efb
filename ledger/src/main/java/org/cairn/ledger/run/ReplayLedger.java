package org.cairn.ledger.run;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.postgres.Sql;
import org.jspecify.annotations.Nullable;

/// Runs that read archived documents again.
public final class ReplayLedger {
    /// A number that no run has, above all that one will ever have: that of a rehearsal is never
    /// committed, and that of the session tells two of them apart.
    private static final long REHEARSALS = 1L << 60;

    /// How much of what its datasets are made of a replay reads.
    public enum Share {
        WHOLE,
        SOME,
        /// All that a run had fetched that was held.
        APPROVED;

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
                         WHERE d.dataset = ? AND r.state = 'loaded' AND r.replay IN ('whole', 'approved')
                        """,
                        row -> new RunNumber(row.getLong(1)),
                        dataset,
                        dataset));
    }

    /// What is known of a run beyond its counts.
    ///
    /// @param replay `whole`, `some` or `approved`; null for a run that fetched
    /// @param fetched the runs that fetched what a replay read
    /// @param decision what somebody said about it when it was held
    public record Facts(
            @Nullable String replay, List<RunNumber> fetched, @Nullable Decision decision) {}

    /// Somebody's word about a run that was held.
    ///
    /// @param word `approved` or `rejected`
    public record Decision(String word, @Nullable Instant at, String by, String why) {}

    /// Problems: `run-unknown`.
    public Facts facts(Connection connection, RunNumber run) {
        return Sql.find(
                        connection,
                        """
                        SELECT replay, replay_of, decision, decided_at, decided_by, decided_why
                          FROM cairn.run WHERE run = ?
                        """,
                        ReplayLedger::facts,
                        run.value())
                .orElseThrow(() -> RunLedger.unknown(run));
    }

    private static Facts facts(ResultSet row) throws SQLException {
        Array of = row.getArray("replay_of");
        List<RunNumber> fetched =
                of == null
                        ? List.of()
                        : Arrays.stream((Long[]) of.getArray()).map(RunNumber::new).toList();
        String word = row.getString("decision");
        return new Facts(
                row.getString("replay"),
                fetched,
                word == null
                        ? null
                        : new Decision(
                                word,
                                Sql.instant(row, "decided_at"),
                                row.getString("decided_by"),
                                row.getString("decided_why")));
    }

    /// Writes down what somebody decided about a run that is held and of which nobody has decided.
    ///
    /// @return false where it is not such a run
    public boolean decide(
            Connection connection, RunNumber run, String word, OverrideWord who, Instant now) {
        return Sql.update(
                        connection,
                        """
                        UPDATE cairn.run
                           SET decision = ?, decided_at = ?, decided_by = ?, decided_why = ?
                         WHERE run = ? AND state = 'held' AND decision IS NULL
                        """,
                        word,
                        now,
                        who.by(),
                        who.reason(),
                        run.value())
                == 1;
    }

    /// Whether a later run than this one has loaded a dataset.
    public boolean isLoadedSince(Connection connection, RunNumber run, String dataset) {
        return loaded(connection, dataset).stream().anyMatch(each -> each.compareTo(run) > 0);
    }

    /// By which a run knew its input of a resource; null where it did not say.
    public byte @Nullable [] inputHash(Connection connection, RunNumber run, RunPart part) {
        return Sql.find(
                        connection,
                        """
                        SELECT input_hash FROM cairn.run_dataset
                         WHERE run = ? AND source = ? AND resource = ? AND dataset = ?
                           AND input_hash IS NOT NULL
                        """,
                        row -> row.getBytes(1),
                        run.value(),
                        part.source(),
                        part.resource(),
                        part.dataset())
                .orElse(null);
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
