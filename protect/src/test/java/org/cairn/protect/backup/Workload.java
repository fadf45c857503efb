package org.cairn.protect.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cairn.kernel.Tasks;
import org.cairn.postgres.testing.OwnServer;

/// Everything that may happen to files while they are read: transfers between accounts whose sum
/// never changes, truncated and rebuilt tables, databases that come and go, unlogged tables.
final class Workload implements AutoCloseable {
    static final long SUM = 200_000;

    private final OwnServer server;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();

    private Workload(OwnServer server) {
        this.server = server;
    }

    /// Makes the tables, one of them in the tablespace, and begins.
    static Workload start(OwnServer server, String tablespace) throws SQLException {
        server.run(
                "CREATE TABLE account (id integer PRIMARY KEY, balance bigint, filler text)",
                "INSERT INTO account SELECT i, 10, repeat('x', 300) FROM generate_series(1, 20000) i",
                "CREATE TABLE entry (id bigserial PRIMARY KEY, account integer, amount integer)"
                        + " TABLESPACE "
                        + tablespace,
                "CREATE TABLE heap (a integer, b text)",
                "CREATE UNLOGGED TABLE scratch (a integer)");
        var workload = new Workload(server);
        workload.begin(Workload::transfer, 0);
        workload.begin(Workload::transfer, 1);
        workload.begin(Workload::rebuild, 0);
        workload.begin(Workload::makeAndDropDatabase, 0);
        return workload;
    }

    /// One turn of an act that is done again and again.
    @FunctionalInterface
    private interface Turn {
        void run(Statement statement, int turn) throws SQLException;
    }

    private void begin(Turn act, int first) {
        running.add(
                threads.submit(() -> {
                    try (Connection connection = server.connect();
                            Statement statement = connection.createStatement()) {
                        for (int turn = first; !stopped.get(); turn += 2) {
                            act.run(statement, turn);
                        }
                    }
                    return true;
                }));
    }

    private static void transfer(Statement statement, int turn) throws SQLException {
        int from = turn * 7919 % 20_000 + 1;
        int to = turn * 104_729 % 20_000 + 1;
        statement.execute(
                """
                BEGIN;
                UPDATE account SET balance = balance - 1 WHERE id = least(%1$d, %2$d);
                UPDATE account SET balance = balance + 1 WHERE id = greatest(%1$d, %2$d);
                INSERT INTO entry (account, amount) VALUES (%1$d, -1), (%2$d, 1);
                COMMIT
                """
                        .formatted(from, to));
    }

    private static void rebuild(Statement statement, int turn) throws SQLException {
        statement.execute(
                "INSERT INTO heap SELECT i, md5(i::text) FROM generate_series(1, 30000) i");
        statement.execute("INSERT INTO scratch SELECT generate_series(1, 1000)");
        statement.execute(turn % 4 == 0 ? "TRUNCATE heap" : "DELETE FROM heap WHERE a > 100");
        statement.execute("VACUUM FULL heap");
        statement.execute("CHECKPOINT");
    }

    private static void makeAndDropDatabase(Statement statement, int turn) throws SQLException {
        String strategy = turn % 4 == 0 ? "FILE_COPY" : "WAL_LOG";
        statement.execute("CREATE DATABASE fleeting STRATEGY " + strategy);
        statement.execute("DROP DATABASE fleeting");
    }

    /// Ends it and throws what went wrong in it.
    @Override
    public void close() {
        stopped.set(true);
        running.forEach(Tasks::await);
        threads.shutdown();
    }
}
