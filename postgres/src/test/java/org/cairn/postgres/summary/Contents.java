package org.cairn.postgres.summary;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.Sql;

/// What a database holds, as people see it, and whether its files fit together.
final class Contents {
    private static final String TABLES =
            """
            SELECT relname FROM pg_class
             WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1
            """;
    private static final String BROKEN_HEAPS =
            """
            SELECT c.relname, v.blkno, v.msg
              FROM pg_class AS c, verify_heapam(c.oid) AS v
             WHERE c.relkind IN ('r', 't', 'm') AND c.relpersistence = 'p'
            """;
    // Raises an error for a broken one.
    private static final String INDEXES =
            """
            SELECT count(bt_index_check(c.oid, true))
              FROM pg_class AS c JOIN pg_index AS i ON i.indexrelid = c.oid
              JOIN pg_am AS a ON a.oid = c.relam
             WHERE a.amname = 'btree' AND i.indisvalid AND c.relpersistence = 'p'
            """;

    private Contents() {}

    /// Of each table: its rows, read from the heap and by the index alone; the sequence; the names
    /// of databases.
    static List<String> of(DatabaseAddress address) throws Exception {
        try (Connection connection = new Database(address, "cairn test").connect()) {
            var tables = Sql.list(connection, TABLES, row -> row.getString(1));
            var seen =
                    new ArrayList<>(
                            Sql.list(
                                    connection,
                                    "SELECT datname FROM pg_database ORDER BY 1",
                                    row -> row.getString(1)));
            for (String table : tables) {
                seen.add(
                        ask(
                                connection,
                                "SET enable_seqscan = on",
                                "SELECT format('%2$s %%s %%s', count(*), sum(hashtext(t::text)::bigint)) FROM %2$s AS t"
                                        .formatted("", table)));
                seen.add(
                        ask(
                                connection,
                                "SET enable_seqscan = off; SET enable_bitmapscan = off",
                                "SELECT format('%2$s %%s %%s', count(id), sum(id)) FROM %2$s WHERE id > 0"
                                        .formatted("", table)));
            }
            return seen;
        }
    }

    /// What amcheck finds wrong in a database, catalogue and all; nothing if it is whole.
    static List<String> broken(DatabaseAddress address) throws Exception {
        try (Connection connection = new Database(address, "cairn test").connect()) {
            Sql.execute(connection, "CREATE EXTENSION IF NOT EXISTS amcheck");
            Sql.load(connection, INDEXES, row -> row.getLong(1));
            return Sql.list(
                    connection,
                    BROKEN_HEAPS,
                    row -> row.getString(1) + " " + row.getLong(2) + " " + row.getString(3));
        }
    }

    private static String ask(Connection connection, String setting, String query) {
        Sql.execute(connection, setting);
        return Sql.load(connection, query, row -> row.getString(1));
    }
}
