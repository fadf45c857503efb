package org.cairn.collect;

import java.sql.Connection;
import java.util.concurrent.CancellationException;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.postgres.Sql;
import org.jspecify.annotations.Nullable;

/// Lets others end one run while it is under way. Safe for any thread.
///
/// A run can be cancelled until it begins to commit; what was cancelled leaves no row.
public final class RunControl {
    private @Nullable OverrideWord word;
    private @Nullable Thread worker;
    private @Nullable Connection connection;
    private @Nullable RunNumber number;
    private boolean committing;

    /// Ends the run, or the one that would begin. Without effect on one that commits.
    ///
    /// @param cancel why, and by whom
    public void cancel(OverrideWord cancel) {
        Connection busy;
        synchronized (this) {
            if (committing || word != null) {
                return;
            }
            word = cancel;
            busy = connection;
            if (worker != null) {
                worker.interrupt();
            }
        }
        if (busy != null) {
            // A statement at the server knows nothing of an interrupt.
            Sql.cancel(busy);
        }
    }

    /// The run that is under way; null before it has a number and after its end.
    public synchronized @Nullable RunNumber number() {
        return number;
    }

    /// Why it was cancelled; null unless it was.
    synchronized @Nullable OverrideWord word() {
        return word;
    }

    /// The calling thread works on this run now.
    synchronized void begin(RunNumber run, Connection session) {
        number = run;
        connection = session;
        worker = Thread.currentThread();
        check();
    }

    /// From here on the run comes to its end by itself.
    synchronized void commits() {
        check();
        committing = true;
        worker = null;
        connection = null;
    }

    private void check() {
        if (word != null) {
            throw new CancellationException(word.reason());
        }
    }

    synchronized void end() {
        number = null;
        worker = null;
        connection = null;
    }
}
