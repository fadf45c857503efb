package org.cairn.app;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Database;

/// Ends a run that another process, perhaps on another machine, is at.
public final class CancelRun {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_NANOS = 200_000_000;

    private final Database database;
    private final RunLedger ledger = new RunLedger();

    CancelRun(Database database) {
        this.database = database;
    }

    /// Asks it to end, and waits until it has. One that does not hear loses its session, and with
    /// it all that it has not committed. One that commits already is loaded, and the record says
    /// so.
    ///
    /// Problems: `run-unknown`, `not-running`.
    public RunRecord cancel(RunNumber run, OverrideWord word) {
        return ReadLedger.with(database, connection -> cancel(connection, run, word));
    }

    private RunRecord cancel(Connection connection, RunNumber run, OverrideWord word) {
        RunRecord before = ledger.load(connection, run);
        if (before.state() != RunState.RUNNING) {
            throw AppProblems.NOT_RUNNING
                    .says("run %s is not under way", run)
                    .what("it is %s", before.state().sqlName())
                    .kept("nothing was changed")
                    .remedy("`cairn run ls` shows what is running.")
                    .with("run", run.value())
                    .asException();
        }
        // Where it is just committing, this waits for that.
        ledger.requestCancel(connection, run, word);
        RunRecord after = awaitEnd(connection, run, PATIENCE);
        if (after.state() == RunState.RUNNING) {
            ledger.endSession(connection, run);
            after = awaitEnd(connection, run, LAST_PATIENCE);
        }
        return after;
    }

    private RunRecord awaitEnd(Connection connection, RunNumber run, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        RunRecord record = ledger.load(connection, run);
        while (record.state() == RunState.RUNNING && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while waiting for run " + run);
            }
            record = ledger.load(connection, run);
        }
        return record;
    }
}
