package org.cairn.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.cairn.postgres.Database;
import org.cairn.postgres.Sql;

/// A table that somebody else holds in a transaction, until this is closed.
final class HeldTable implements AutoCloseable {
    private final Connection holder;
    private final Connection looker;

    HeldTable(Database database, String table) {
        this.holder = database.connect();
        this.looker = database.connect();
        try {
            holder.setAutoCommit(false);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Sql.execute(holder, "LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
    }

    /// Waits until somebody waits for the table.
    void awaitWaiting() {
        while (!Sql.load(
                looker,
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND database ="
                        + " (SELECT oid FROM pg_database WHERE datname = current_database()))",
                row -> row.getBoolean(1))) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        try {
            holder.rollback();
            holder.close();
            looker.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
