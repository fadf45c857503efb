package org.cairn.postgres.wal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.PrivateServer;
import org.cairn.postgres.testing.WalFiles;

/// WAL of a real server with all that is hard to read in it, and what the server itself sees there.
///
/// @param from the start of a record
/// @param truth the records from there up to `end`
record RealWal(PrivateServer server, WalFiles files, Lsn from, Lsn end, List<Seen> truth)
        implements AutoCloseable {
    private static final List<String> WORK =
            List.of(
                    "INSERT INTO t SELECT g, repeat('x', (g % 200)::int)"
                            + " FROM generate_series(1, 20000) AS g",
                    "BEGIN; DELETE FROM t WHERE a < 100; ROLLBACK",
                    subtransactions(300),
                    "SELECT pg_logical_emit_message(true, 'big', repeat('y', 25000000))",
                    "SELECT pg_switch_wal()",
                    // More subtransactions than fit into what the scanner keeps of a record.
                    "BEGIN; %s; DROP TABLE dropped; PREPARE TRANSACTION 'one'"
                            .formatted(subtransactions(19_500)),
                    "COMMIT PREPARED 'one'",
                    "BEGIN; UPDATE t SET b = 'p' WHERE a < 50; PREPARE TRANSACTION 'two'",
                    "ROLLBACK PREPARED 'two'",
                    "CHECKPOINT; UPDATE t SET b = b || 'z'",
                    "SELECT pg_switch_wal()",
                    "TRUNCATE t; INSERT INTO t VALUES (1, 'last')");

    /// What the server says about one record.
    ///
    /// @param ends `COMMIT` or `ABORT` when it ends a transaction, else empty
    record Seen(Lsn start, Lsn end, long xid, String manager, String ends) {
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
                    MANAGERS.get(record.resourceManager()),
                    record.transactionEnd().map(end -> end.kind().name()).orElse(""));
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
            Sql.execute(
                    connection,
                    """
                    CREATE EXTENSION pg_walinspect;
                    CREATE TABLE t (a bigint PRIMARY KEY, b text);
                    CREATE TABLE dropped (a bigint PRIMARY KEY, b text);
                    INSERT INTO dropped SELECT g, 'x' FROM generate_series(1, 100) AS g
                    """);
            Lsn from = position(connection);
            WORK.forEach(statement -> Sql.execute(connection, statement));
            Lsn end = position(connection);
            List<Seen> truth = truth(connection, from, end);
            return new RealWal(server, WalFiles.of(server.data()), from, end, truth);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    WalScanner scanner(Lsn start) {
        return new WalScanner(files, files.segmentSize(), start);
    }

    /// The records from some position on.
    List<Seen> truthFrom(Lsn start) {
        return truth.stream().filter(seen -> seen.start().compareTo(start) >= 0).toList();
    }

    @Override
    public void close() {
        server.close();
    }

    private static String subtransactions(int count) {
        return """
        DO $$
        BEGIN
            FOR i IN 1..%d LOOP
                BEGIN
                    INSERT INTO t VALUES (-%1$d - i, 'sub');
                    IF i %% 7 = 0 THEN RAISE EXCEPTION 'undone'; END IF;
                EXCEPTION WHEN raise_exception THEN NULL;
                END;
            END LOOP;
        END $$
        """
                .formatted(count);
    }

    private static Lsn position(Connection connection) {
        Sql.execute(connection, "SELECT pg_logical_emit_message(true, 'mark', '')");
        return PrivateServer.flushed(connection);
    }

    /// What `pg_walinspect` sees in a range.
    static List<Seen> truth(Connection connection, Lsn from, Lsn end) {
        return Sql.list(
                connection,
                """
                SELECT start_lsn::text, end_lsn::text, xid::text, resource_manager,
                       CASE WHEN resource_manager = 'Transaction'
                            THEN substring(record_type FROM '^(COMMIT|ABORT)') END
                  FROM pg_get_wal_records_info(?::pg_lsn, ?::pg_lsn)
                """,
                row ->
                        new Seen(
                                Lsn.parse(row.getString(1)),
                                Lsn.parse(row.getString(2)),
                                Long.parseLong(row.getString(3)),
                                row.getString(4),
                                Objects.requireNonNullElse(row.getString(5), "")),
                from.toString(),
                end.toString());
    }
}
