package org.cairn.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.cairn.collect.RunControl;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.postgres.Database;

/// Looks once a second whether somebody wrote into the ledger that one of these runs is to end.
final class CancelWatch {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Database database;
    private final Supplier<List<RunControl>> controls;
    private final CountDownLatch ended = new CountDownLatch(1);

    CancelWatch(Database database, Supplier<List<RunControl>> controls) {
        this.database = database;
        this.controls = controls;
    }

    /// A watch that ends when it is closed.
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    Watching start() {
        Thread.ofPlatform().daemon().name("cancel-watch").start(this::watch);
        return ended::countDown;
    }

    private void watch() {
        try {
            while (!ended.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                watchUntilLost();
            }
        } catch (InterruptedException _) {
            // Nobody interrupts it but the end of the process.
        }
    }

    private void watchUntilLost() throws InterruptedException {
        try (Connection connection = database.connect()) {
            do {
                look(connection);
            } while (!ended.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (SQLException | ProblemException _) {
            // The runs themselves say what is the matter with the database.
        }
    }

    private void look(Connection connection) {
        Map<RunNumber, RunControl> under = new HashMap<>();
        for (RunControl control : controls.get()) {
            RunNumber number = control.number();
            if (number != null) {
                under.put(number, control);
            }
        }
        if (under.isEmpty()) {
            return;
        }
        Map<RunNumber, OverrideWord> wanted =
                new RunLedger().cancelRequests(connection, under.keySet());
        wanted.forEach((run, word) -> {
            RunControl control = under.get(run);
            if (control != null) {
                control.cancel(word);
            }
        });
    }
}
