package org.cairn.protect.restore;

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

/// Sessions that commit rows, roll others back, and disturb the files under a backup; each row says
/// which transaction wrote it, so that PostgreSQL's own reading of the log says when it was
/// committed.
final class Heartbeat implements AutoCloseable {
    private static final int SESSIONS = 3;

    private final ProtectedServer server;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();

    private Heartbeat(ProtectedServer server) {
        this.server = server;
    }

    /// Makes the tables.
    ///
    /// @param tablespace for one of them
    static void prepare(ProtectedServer server, String tablespace) {
        server.run(
                "CREATE EXTENSION pg_walinspect",
                "CREATE EXTENSION amcheck",
                """
                CREATE TABLE beat (
                    id bigserial PRIMARY KEY, xid bigint DEFAULT pg_current_xact_id()::text::bigint,
                    session integer, filler text)
                """,
                "CREATE INDEX beat_filler ON beat (filler)",
                "CREATE TABLE elsewhere (id bigint PRIMARY KEY) TABLESPACE " + tablespace,
                "CREATE UNLOGGED TABLE scratch (a integer)",
                "INSERT INTO scratch SELECT generate_series(1, 1000)",
                "CREATE TABLE ballast AS SELECT i, repeat(md5(i::text), 8) AS t"
                        + " FROM generate_series(1, 20000) AS i",
                "CREATE INDEX ballast_i ON ballast (i)");
    }

    /// @param name of databases that are made meanwhile
    static Heartbeat start(ProtectedServer server, String name) {
        var beat = new Heartbeat(server);
        for (int session = 0; session < SESSIONS; session++) {
            int number = session;
            beat.begin((statement, turn) -> commit(statement, number, turn));
        }
        beat.begin((statement, turn) -> disturb(statement, name, turn));
        return beat;
    }

    /// One turn of an act that is done again and again.
    @FunctionalInterface
    private interface Turn {
        void run(Statement statement, int turn) throws SQLException;
    }

    private void begin(Turn act) {
        running.add(
                threads.submit(() -> {
                    try (Connection connection = server.connect();
                            Statement statement = connection.createStatement()) {
                        for (int turn = 0; !stopped.get(); turn++) {
                            act.run(statement, turn);
                        }
                    }
                    return true;
                }));
    }

    private static void commit(Statement statement, int session, int turn) throws SQLException {
        String end =
                switch (turn % 7) {
                    case 3 -> "ROLLBACK";
                    case 5 ->
                            "SAVEPOINT s; INSERT INTO elsewhere VALUES (-1); ROLLBACK TO s; COMMIT";
                    default -> "COMMIT";
                };
        statement.execute(
                """
                BEGIN;
                WITH b AS (INSERT INTO beat (session, filler)
                           VALUES (%1$d, repeat('%1$d-%2$d', 20)) RETURNING id)
                INSERT INTO elsewhere SELECT id FROM b;
                UPDATE ballast SET t = reverse(t) WHERE i = %3$d;
                %4$s
                """
                        .formatted(session, turn, session * 5000 + turn * 31 % 5000, end));
    }

    private static void disturb(Statement statement, String name, int turn) throws SQLException {
        String strategy = turn % 2 == 0 ? "FILE_COPY" : "WAL_LOG";
        statement.execute("CREATE DATABASE fleeting STRATEGY " + strategy);
        statement.execute("INSERT INTO scratch SELECT generate_series(1, 100)");
        statement.execute("CREATE TABLE brief AS SELECT * FROM ballast LIMIT 1000");
        statement.execute("DROP TABLE brief");
        statement.execute("DROP DATABASE fleeting");
        if (turn < 2) {
            statement.execute("CREATE DATABASE " + name + turn);
        }
    }

    /// Ends it and throws what went wrong in it.
    @Override
    public void close() {
        stopped.set(true);
        running.forEach(Tasks::await);
        threads.shutdown();
    }
}
