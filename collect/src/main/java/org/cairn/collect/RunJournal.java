package org.cairn.collect;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Steps;
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Database;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.ServerIdentity;
import org.cairn.postgres.Sql;
import org.cairn.postgres.SqlProblems;
import org.cairn.vault.run.RunIntent;
import org.cairn.vault.run.RunLog;
import org.cairn.vault.run.RunOutcome;

/// Writes down where a run is, in the ledger and in the vault, so that neither ever claims more
/// than is true.
///
/// The order at the end of a run is law: ledger row in the load transaction, intent durable in the
/// vault, COMMIT, outcome in the vault. A crash before COMMIT leaves an intent whose run the ledger
/// does not know as loaded; one after it leaves an intent whose run it does. [#settle] tells them
/// apart, so every restore target `before-run:N` stays true.
final class RunJournal {
    private static final Set<RunState> NOT_COMMITTED =
            Set.of(RunState.FAILED, RunState.HELD, RunState.CANCELLED);

    private final Database database;
    private final RunLog vault;
    private final RunLedger ledger;
    private final InstantSource clock;
    private final Steps steps;

    RunJournal(
            Database database, RunLog vault, RunLedger ledger, InstantSource clock, Steps steps) {
        this.database = database;
        this.vault = vault;
        this.ledger = ledger;
        this.clock = clock;
        this.steps = steps;
    }

    /// Brings the records of runs that ended without a word to an end: in the ledger they are
    /// marked as failed, in the vault their intents get the outcome that the ledger shows.
    ///
    /// @return the runs that were settled
    List<RunNumber> settle(Connection connection) {
        List<RunNumber> abandoned = ledger.failAbandoned(connection, clock.instant());
        ServerIdentity here = database.identity(connection);
        for (RunIntent intent : vault.open()) {
            if (intent.systemIdentifier().equals(here.systemIdentifier())
                    && intent.database().equals(here.database())) {
                outcome(connection, intent).ifPresent(vault::conclude);
            }
        }
        return abandoned;
    }

    private Optional<RunOutcome> outcome(Connection connection, RunIntent intent) {
        Optional<RunState> state =
                Sql.find(
                        connection,
                        "SELECT state FROM cairn.run WHERE run = ? AND (xid IS NULL OR xid = ?)",
                        row -> RunState.ofSqlName(row.getString(1)),
                        intent.run().value(),
                        intent.xid());
        if (state.isEmpty() || NOT_COMMITTED.contains(state.get())) {
            return Optional.of(
                    new RunOutcome(
                            intent.run(), RunOutcome.State.ROLLED_BACK, null, clock.instant()));
        }
        if (state.get() == RunState.RUNNING) {
            // Its process is alive and will say so itself.
            return Optional.empty();
        }
        Lsn after = position(connection);
        ledger.committedAt(connection, intent.run(), after);
        return Optional.of(
                new RunOutcome(intent.run(), RunOutcome.State.COMMITTED, after, clock.instant()));
    }

    /// The runs whose processes are alive; to be asked after [#settle].
    Set<RunNumber> running(Connection connection) {
        return Set.copyOf(ledger.running(connection));
    }

    RunNumber begin(Connection connection, RunOrder order) {
        return ledger.begin(
                connection,
                vault.highest().orElse(null),
                order.names(),
                order.override(),
                clock.instant());
    }

    /// Commits the load transaction and gives a position at or after the commit.
    Lsn commit(Connection connection, RunNumber run, RunState state) {
        long xid =
                Sql.load(
                        connection,
                        "SELECT pg_current_xact_id()::text::bigint",
                        row -> row.getLong(1));
        if (!ledger.finish(connection, run, state, xid, clock.instant())) {
            throw new CancellationException("somebody has cancelled run " + run);
        }
        ServerIdentity here = database.identity(connection);
        steps.reached("run.loaded");
        vault.intend(
                new RunIntent(
                        run,
                        xid,
                        here.systemIdentifier(),
                        here.database(),
                        here.timeline(),
                        position(connection),
                        clock.instant()));
        steps.reached("run.intent-durable");
        try {
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw notCommitted(run, SqlProblems.of("commit run " + run, e));
        }
        steps.reached("run.committed");
        try {
            Lsn after = position(connection);
            ledger.committedAt(connection, run, after);
            vault.conclude(new RunOutcome(run, RunOutcome.State.COMMITTED, after, clock.instant()));
            steps.reached("run.outcome-durable");
            return after;
        } catch (ProblemException e) {
            throw unwritten(run, e);
        }
    }

    /// An answer that did not come says nothing; any other means that the server rolled back.
    private static ProblemException notCommitted(RunNumber run, ProblemException said) {
        if (!said.problem().code().equals(PostgresProblems.DATABASE_LOST)) {
            return said;
        }
        return RunProblems.RUN_OUTCOME_UNKNOWN
                .says("the database did not answer whether run %s is committed", run)
                .what("%s", said.problem().what())
                .kept("the rows of the run are all in the database, or none of them is")
                .remedy(
                        "Run again when the database is back: that finds out and writes it down;"
                                + " `cairn run show %s` then says it.",
                        run)
                .with("run", run.value())
                .asException(said);
    }

    private static ProblemException unwritten(RunNumber run, ProblemException e) {
        return RunProblems.RUN_OUTCOME_UNWRITTEN
                .says("run %s is loaded, but could not be written down everywhere", run)
                .what("%s: %s", e.problem().headline(), e.problem().what())
                .kept("all rows of the run are in the database; the documents are stored")
                .remedy("%s The next run then writes it down.", e.problem().remedy())
                .with("run", run.value())
                .asException(e);
    }

    /// Writes down that a run was cancelled; on a connection of its own when that of the run cannot
    /// be used any more.
    void cancelled(Connection connection, RunNumber run, OverrideWord word) {
        try {
            ledger.cancelled(connection, run, word, clock.instant());
        } catch (ProblemException _) {
            try (Connection fresh = database.connect()) {
                ledger.cancelled(fresh, run, word, clock.instant());
            } catch (SQLException e) {
                throw SqlProblems.of("write down that run " + run + " was cancelled", e);
            }
        }
    }

    void fail(Connection connection, RunNumber run, Problem problem) {
        ledger.fail(connection, run, ProblemJson.of(problem), clock.instant());
    }

    /// Writes a failure down that was no problem but an exception. Uses a connection of its own:
    /// the run's may be in any state.
    void fail(RunNumber run, Throwable failure) {
        String code = failure instanceof OutOfMemoryError ? "memory-exhausted" : "internal";
        String headline = "the run ended with " + failure.getClass().getSimpleName();
        try (Connection fresh = database.connect()) {
            ledger.fail(fresh, run, ProblemJson.of(code, headline), clock.instant());
        } catch (SQLException e) {
            throw SqlProblems.of("write down that run " + run + " failed", e);
        }
    }

    void hold(Connection connection, RunNumber run, List<String> reasons) {
        ledger.hold(connection, run, String.join("; ", reasons), clock.instant());
    }

    /// Gives the run's locks back. Closing the session does so too, but a moment later, and the
    /// next run would find the dataset busy.
    void end(Connection connection) {
        try {
            Sql.load(connection, "SELECT pg_advisory_unlock_all()", row -> true);
        } catch (ProblemException _) {
            // The session has gone, and its locks with it; what the run did is already said.
        }
    }

    RunRecord record(Connection connection, RunNumber run) {
        return ledger.load(connection, run);
    }

    private static Lsn position(Connection connection) {
        return Sql.load(
                connection,
                "SELECT pg_current_wal_insert_lsn()::text",
                row -> Lsn.parse(row.getString(1)));
    }
}
