package org.cairn.postgres.wal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.PrivateServer;
import org.cairn.postgres.testing.WalFiles;

/// WAL of a real server with all that is hard to read in it, and what the server itself sees there.
///
/// @param from the first record to compare; it lies on a page boundary's far side
/// @param commits instants of commits by xid, from the server's own books
record RealWal(
        PrivateServer server,
        WalSource source,
        Lsn from,
        Lsn end,
        List<Seen> truth,
        Map<Long, Instant> commits)
        implements AutoCloseable {
    private static final String WORK =
            """
            CREATE EXTENSION pg_walinspect;
            CREATE TABLE t (a bigint PRIMARY KEY, b text);
            CREATE TABLE dropped (a bigint PRIMARY KEY, b text);
            INSERT INTO dropped SELECT g, 'x' FROM generate_series(1, 100) AS g;
            """;
    private static final String MORE =
            """
            INSERT INTO t SELECT g, repeat('x', (g % 200)::int) FROM generate_series(1, 20000) AS g
            """;
    private static final String SUBTRANSACTIONS =
            """
            DO $$
            BEGIN
                FOR i IN 1..300 LOOP
                    BEGIN
                        INSERT INTO t VALUES (-i, 'sub');
                        IF i % 7 = 0 THEN RAISE EXCEPTION 'undone'; END IF;
                    EXCEPTION WHEN raise_exception THEN NULL;
                    END;
                END LOOP;
            END $$
            """;

    /// What the server says about one record.
    record Seen(Lsn start, Lsn end, long xid, String manager) {
        private static final List<String> MANAGERS =
                List.of(
                        "XLOG",
                        "Transaction",
                        "Storage",
                        "CLOG",
                        "Database",
                        "Tablespace",
                        "MultiXact",
                        "RelMap",
                        "Standby",
                        "Heap2",
                        "Heap",
                        "Btree",
                        "Hash",
                        "Gin",
                        "Gist",
                        "Sequence",
                        "SPGist",
                        "BRIN",
                        "CommitTs",
                        "ReplicationOrigin",
                        "Generic",
                        "LogicalMessage");

        static Seen of(WalRecord record) {
            return new Seen(
                    record.start(),
                    record.end(),
                    Integer.toUnsignedLong(record.xid()),
                    MANAGERS.get(record.resourceManager()));
        }
    }

    static RealWal make(Path home, int major) {
        PrivateServer server =
                PrivateServer.start(
                        home,
                        major,
                        Map.of(
                                "max_prepared_transactions", "10",
                                "track_commit_timestamp", "on",
                                "wal_keep_size", "1GB",
                                "autovacuum", "off"));
        try (Connection connection = server.connect()) {
            Sql.execute(connection, WORK);
            Lsn from = position(connection);
            work(connection);
            Lsn end = position(connection);
            return new RealWal(
                    server,
                    WalFiles.of(server.data()),
                    from,
                    end,
                    truth(connection, from, end),
                    Map.of());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private static void work(Connection connection) {
        Sql.execute(connection, MORE);
        Sql.execute(connection, "BEGIN; DELETE FROM t WHERE a < 100; ROLLBACK");
        Sql.execute(connection, SUBTRANSACTIONS);
        Sql.execute(
                connection, "SELECT pg_logical_emit_message(true, 'big', repeat('y', 40000000))");
        Sql.execute(connection, "SELECT pg_switch_wal()");
        Sql.execute(
                connection,
                "BEGIN; UPDATE t SET b = 'p' WHERE a < 50; DROP TABLE dropped; PREPARE TRANSACTION 'one'");
        Sql.execute(connection, "COMMIT PREPARED 'one'");
        Sql.execute(
                connection, "BEGIN; UPDATE t SET b = 'p' WHERE a < 50; PREPARE TRANSACTION 'two'");
        Sql.execute(connection, "ROLLBACK PREPARED 'two'");
        Sql.execute(connection, "CHECKPOINT; UPDATE t SET b = b || 'z'; SELECT pg_switch_wal()");
        Sql.execute(connection, "TRUNCATE t; INSERT INTO t VALUES (1, 'last')");
    }

    /// The end of WAL that is on disk and after which nothing but our own next act comes.
    private static Lsn position(Connection connection) {
        Sql.execute(connection, "SELECT pg_logical_emit_message(true, 'mark', '')");
        return Lsn.parse(
                Sql.load(
                        connection,
                        "SELECT pg_current_wal_flush_lsn()::text",
                        row -> row.getString(1)));
    }

    private static List<Seen> truth(Connection connection, Lsn from, Lsn end) {
        return Sql.list(
                connection,
                """
                SELECT start_lsn::text, end_lsn::text, xid::text, resource_manager
                  FROM pg_get_wal_records_info(?::pg_lsn, ?::pg_lsn)
                """,
                row ->
                        new Seen(
                                Lsn.parse(row.getString(1)),
                                Lsn.parse(row.getString(2)),
                                Long.parseLong(row.getString(3)),
                                row.getString(4)),
                from.toString(),
                end.toString());
    }
}
