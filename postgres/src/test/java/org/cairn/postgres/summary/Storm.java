package org.cairn.postgres.summary;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.List;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.testkit.SeededRandom;
import org.postgresql.PGConnection;

/// Work of every kind that changes files, in a random order. Confined to one thread.
final class Storm {
    private static final int TABLES = 12;
    private static final String MADE =
            """
            CREATE TABLE %1$s (id bigint PRIMARY KEY, a text, n integer, p point, v integer[]);
            CREATE INDEX ON %1$s USING hash (a);
            CREATE INDEX ON %1$s USING gin (v);
            CREATE INDEX ON %1$s USING gist (p);
            CREATE INDEX ON %1$s USING spgist (p);
            CREATE INDEX ON %1$s USING brin (n)
            """;
    private final OwnServer server;
    private final SeededRandom random;
    private final List<Act> acts;
    private long nextId = 1;
    private int names;

    @FunctionalInterface
    private interface Act {
        void on(Connection connection, String table) throws Exception;
    }

    Storm(OwnServer server, Path space, SeededRandom random) throws Exception {
        this.server = server;
        this.random = random;
        this.acts = acts();
        try (Connection connection = server.connect()) {
            Sql.execute(connection, "CREATE TABLESPACE space LOCATION '%s'".formatted(space));
            Sql.execute(connection, "CREATE EXTENSION amcheck; CREATE SEQUENCE s");
            for (int i = 0; i < TABLES; i++) {
                Sql.execute(connection, MADE.formatted("t" + i));
                fill(connection, "t" + i, 1500);
            }
        }
    }

    /// Does so many acts, each on a table by chance.
    void blow(int count) throws Exception {
        try (Connection connection = server.connect()) {
            for (int i = 0; i < count; i++) {
                random.pick(acts).on(connection, "t" + random.between(0, TABLES - 1));
            }
        }
    }

    /// Does every act once, in an order by chance.
    void blowAll() throws Exception {
        try (Connection connection = server.connect()) {
            for (Act act : random.shuffled(acts)) {
                act.on(connection, "t" + random.between(0, TABLES - 1));
            }
        }
    }

    private List<Act> acts() {
        return List.of(
                (c, t) -> fill(c, t, random.between(1, 3000)),
                (c, t) -> fill(c, t, random.between(1, 20)),
                (c, t) -> Sql.execute(c, "UPDATE %s SET n = n + 1 WHERE %s".formatted(t, few())),
                (c, t) -> Sql.execute(c, "DELETE FROM %s WHERE %s".formatted(t, few())),
                (c, t) -> copyIn(c, t),
                (c, t) -> cutAndGrow(c, t),
                (c, t) -> cutAndGrow(c, t),
                (c, t) -> Sql.execute(c, "TRUNCATE " + t),
                (c, t) -> remake(c, t),
                (c, t) -> Sql.execute(c, "VACUUM " + t),
                (c, t) -> Sql.execute(c, "VACUUM (FREEZE, ANALYZE) " + t),
                (c, t) -> Sql.execute(c, "VACUUM FULL " + t),
                (c, t) -> Sql.execute(c, "CLUSTER %1$s USING %1$s_pkey".formatted(t)),
                (c, t) -> Sql.execute(c, "REINDEX TABLE " + t),
                (c, t) -> moveTable(c, t),
                (c, t) -> loggedOrNot(c, t),
                (c, t) -> rolledBack(c, t),
                (c, t) -> prepared(c, t),
                (c, t) -> subtransactions(c, t),
                (c, _) -> Sql.execute(c, "SELECT nextval('s') FROM generate_series(1, 50)"),
                (c, _) -> Sql.execute(c, "SELECT setval('s', nextval('s') + 1000)"),
                (c, t) -> Sql.execute(c, "SELECT count(*) FROM " + t),
                (c, _) -> makeDatabase(c, "wal_log"),
                (c, _) -> makeDatabase(c, "file_copy"),
                (c, _) -> remakeDatabase(c),
                (c, _) -> moveDatabase(c),
                (c, _) -> Sql.execute(c, "CHECKPOINT"),
                (c, _) -> Sql.execute(c, "CHECKPOINT"));
    }

    private void fill(Connection connection, String table, int rows) {
        Sql.execute(
                connection,
                """
                INSERT INTO %s
                SELECT g, repeat(md5(g::text), 4), g %% 100, point(g, g %% 17),
                       ARRAY[g %% 7, g %% 11]
                  FROM generate_series(%d, %d) AS g
                """
                        .formatted(table, nextId, nextId + rows));
        nextId += rows + 1;
    }

    private String few() {
        return random.oneIn(2)
                ? "id %% %d = 0".formatted(random.between(2, 500))
                : "id > %d AND id < %1$d + 50".formatted(random.between(0, (int) nextId));
    }

    private void copyIn(Connection connection, String table) throws Exception {
        var rows = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            rows.append(nextId++).append('\t').append(random.word(300)).append("\t1\t(1,2)\t{3}\n");
        }
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " FROM STDIN", new StringReader(rows.toString()));
    }

    /// Empties the end, cuts it off and lets the file grow by zeros without WAL, as an extension
    /// that a crash interrupted leaves it.
    private void cutAndGrow(Connection connection, String table) throws Exception {
        Sql.execute(
                connection,
                "DELETE FROM %s WHERE ctid >= '(%d,0)'".formatted(table, random.between(0, 40)));
        Sql.execute(connection, "VACUUM " + table);
        String path =
                Sql.load(
                        connection,
                        "SELECT pg_relation_filepath(?::regclass)",
                        row -> row.getString(1),
                        table);
        Files.write(
                server.dataDirectory().resolve(path),
                new byte[8192 * random.between(1, 60)],
                StandardOpenOption.APPEND);
    }

    private void remake(Connection connection, String table) {
        Sql.execute(connection, "DROP TABLE " + table);
        Sql.execute(connection, MADE.formatted(table));
        fill(connection, table, random.between(1, 2000));
    }

    private void moveTable(Connection connection, String table) {
        Sql.execute(connection, "ALTER TABLE %s SET TABLESPACE space".formatted(table));
        if (random.oneIn(2)) {
            Sql.execute(connection, "ALTER TABLE %s SET TABLESPACE pg_default".formatted(table));
        }
    }

    private void loggedOrNot(Connection connection, String table) {
        Sql.execute(connection, "ALTER TABLE %s SET UNLOGGED".formatted(table));
        fill(connection, table, 100);
        Sql.execute(connection, "ALTER TABLE %s SET LOGGED".formatted(table));
    }

    private void rolledBack(Connection connection, String table) {
        Sql.execute(connection, "BEGIN");
        fill(connection, table, random.between(1, 3000));
        Sql.execute(connection, "ROLLBACK");
        if (random.oneIn(2)) {
            Sql.execute(connection, "VACUUM " + table);
        }
    }

    private void prepared(Connection connection, String table) {
        Sql.execute(connection, "BEGIN; DELETE FROM %s WHERE %s".formatted(table, few()));
        Sql.execute(connection, "PREPARE TRANSACTION 'p'");
        Sql.execute(connection, "CHECKPOINT");
        Sql.execute(connection, (random.oneIn(2) ? "COMMIT" : "ROLLBACK") + " PREPARED 'p'");
    }

    private void subtransactions(Connection connection, String table) {
        Sql.execute(
                connection,
                """
                DO $$
                BEGIN
                    FOR i IN 1..100 LOOP
                        BEGIN
                            INSERT INTO %s (id, n) VALUES (%d + i, i);
                            IF i %% 3 = 0 THEN RAISE EXCEPTION 'undone'; END IF;
                        EXCEPTION WHEN raise_exception THEN NULL;
                        END;
                    END LOOP;
                END $$
                """
                        .formatted(table, nextId));
        nextId += 101;
    }

    private void makeDatabase(Connection connection, String strategy) {
        Sql.execute(connection, "CREATE DATABASE d%d STRATEGY %s".formatted(names++, strategy));
    }

    /// The same number again, over files of other relations.
    private void remakeDatabase(Connection connection) {
        String name = anyDatabase(connection);
        long oid =
                Sql.load(
                        connection,
                        "SELECT oid::bigint FROM pg_database WHERE datname = ?",
                        row -> row.getLong(1),
                        name);
        Sql.execute(connection, "DROP DATABASE " + name);
        Sql.execute(
                connection, "CREATE DATABASE %s OID = %d STRATEGY file_copy".formatted(name, oid));
    }

    private void moveDatabase(Connection connection) {
        String name = anyDatabase(connection);
        Sql.execute(connection, "ALTER DATABASE %s SET TABLESPACE space".formatted(name));
        Sql.execute(connection, "ALTER DATABASE %s SET TABLESPACE pg_default".formatted(name));
    }

    private String anyDatabase(Connection connection) {
        if (names == 0) {
            makeDatabase(connection, "wal_log");
        }
        return "d" + random.between(0, names - 1);
    }
}
