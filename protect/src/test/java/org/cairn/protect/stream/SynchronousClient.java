package org.cairn.protect.stream;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.cairn.postgres.Sql;

/// Commits all the time, each time waiting for the stream, and remembers which transactions it was
/// told are committed.
final class SynchronousClient implements AutoCloseable {
    // Random, so that it makes WAL of its own size: 8 KiB.
    private static final String INSERT =
            """
            INSERT INTO vote
            SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 256)
            RETURNING pg_current_xact_id()::text
            """;

    private final Set<Integer> committed = ConcurrentHashMap.newKeySet();
    private final FutureTask<Boolean> task;
    private final StreamedServer server;
    private volatile boolean stopping;

    private SynchronousClient(StreamedServer server) {
        this.server = server;
        this.task = new FutureTask<>(this::work, true);
    }

    static SynchronousClient start(StreamedServer server) {
        server.execute(
                "CREATE TABLE vote (t text)",
                "ALTER SYSTEM SET synchronous_standby_names = 'cairn'",
                "SELECT pg_reload_conf()");
        var client = new SynchronousClient(server);
        Thread.ofVirtual().start(client.task);
        return client;
    }

    private void work() {
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            while (!stopping) {
                String xid = Sql.load(connection, INSERT, row -> row.getString(1));
                connection.commit();
                committed.add((int) Long.parseLong(xid));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The transactions that are known to be committed, as 32 bits.
    Set<Integer> committed() {
        return Set.copyOf(committed);
    }

    /// Waits for its last commit; needs somebody who streams.
    void finish() {
        stopping = true;
        try {
            task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /// Does not wait: its session ends with the server.
    @Override
    public void close() {
        stopping = true;
    }
}
