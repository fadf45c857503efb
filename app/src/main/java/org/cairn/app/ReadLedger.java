package org.cairn.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.Ledger;
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Database;
import org.cairn.postgres.SqlProblems;

/// Reads what the ledger says of runs.
public final class ReadLedger {
    // More make no difference to how long the next one waits.
    private static final int MOST_FAILURES = 20;

    private final Database database;
    private final RunLedger runs = new RunLedger();

    ReadLedger(Database database) {
        this.database = database;
    }

    /// The newest runs, newest first.
    public List<RunRecord> runs(int limit) {
        return with(database, connection -> runs.list(connection, limit));
    }

    /// Problems: `run-unknown`.
    public RunRecord run(RunNumber number) {
        return with(database, connection -> runs.load(connection, number));
    }

    /// What has become of the runs of these names; of several, of the one that is behind.
    PlannedRuns.Past past(List<String> names) {
        return with(database, connection -> past(connection, names));
    }

    static PlannedRuns.Past past(Connection connection, List<String> names) {
        Instant oldest = Instant.MAX;
        int failures = 0;
        for (String name : names) {
            List<RunLedger.Begun> begun =
                    new RunLedger().listBegun(connection, name, MOST_FAILURES);
            if (begun.isEmpty()) {
                return PlannedRuns.Past.NONE;
            }
            Instant last = begun.getFirst().at();
            oldest = last.isBefore(oldest) ? last : oldest;
            int failed = 0;
            while (failed < begun.size() && begun.get(failed).state() == RunState.FAILED) {
                failed++;
            }
            failures = Math.max(failures, failed);
        }
        return new PlannedRuns.Past(oldest, failures);
    }

    /// Does something on a connection whose ledger is of this version.
    static <T> T with(Database database, Function<Connection, T> work) {
        try (Connection connection = database.connect()) {
            Ledger.upgrade(connection);
            return work.apply(connection);
        } catch (SQLException e) {
            throw SqlProblems.of("close the connection", e);
        }
    }
}
