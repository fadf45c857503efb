package org.cairn.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.Ledger;
import org.cairn.ledger.run.ReplayLedger;
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord;
import org.cairn.postgres.Database;
import org.cairn.postgres.SqlProblems;

/// Reads what the ledger says of runs.
public final class ReadLedger {
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

    /// What is known of a run beyond its counts. Problems: `run-unknown`.
    public ReplayLedger.Facts facts(RunNumber number) {
        return with(database, connection -> new ReplayLedger().facts(connection, number));
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
