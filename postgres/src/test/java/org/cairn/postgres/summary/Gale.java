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

/// One of several sessions that work at the same time, each on relations of its own: more rows than
/// [Storm] has, and fewer kinds of work. Confined to one thread.
final class Gale {
    private static final int ROWS = 20_000;

    private final OwnServer server;
    private final SeededRandom random;
    private final String table;
    private final List<Act> acts;
    private int names;

    @FunctionalInterface
    private interface Act {
        void on(Connection connection) throws Exception;
    }

    Gale(OwnServer server, int number, long seed) {
        this.server = server;
        this.random = SeededRandom.withSeed(seed);
        this.table = "g" + number;
        this.acts =
                List.of(
                        c -> fill(c, random.between(1, 3000)),
                        c -> sql(c, "UPDATE %s SET n = n + 1 WHERE id %% %d = 0", scattered()),
                        c -> sql(c, "UPDATE %s SET n = n + 1 WHERE id %% %d = 0", scattered()),
                        c -> sql(c, "UPDATE %s SET a = a || 'x' WHERE id < %d", few()),
                        c -> sql(c, "DELETE FROM %s WHERE id %% %d = 1", scattered()),
                        this::copyIn,
                        this::cutAndGrow,
                        this::cutAndGrow,
                        c -> sql(c, "VACUUM %s"),
                        c -> sql(c, "VACUUM FULL %s"),
                        this::refill,
                        this::index,
                        this::remake,
                        this::side,
                        c -> makeDatabase(c, "wal_log"),
                        c -> makeDatabase(c, "file_copy"),
                        this::dropDatabase,
                        c -> sql(c, "SELECT count(*) FROM %s"),
                        c -> Sql.execute(c, "CHECKPOINT"));
    }

    /// Makes its table.
    void begin() throws Exception {
        try (Connection connection = server.connect()) {
            make(connection);
            fill(connection, ROWS);
        }
    }

    /// Does so many acts by chance.
    void blow(int count) throws Exception {
        try (Connection connection = server.connect()) {
            for (int i = 0; i < count; i++) {
                random.pick(acts).on(connection);
            }
        }
    }

    private void sql(Connection connection, String statement, Object... numbers) {
        Object[] all = new Object[numbers.length + 1];
        all[0] = table;
        System.arraycopy(numbers, 0, all, 1, numbers.length);
        Sql.execute(connection, statement.formatted(all));
    }

    private int scattered() {
        return random.between(3, 2000);
    }

    private int few() {
        return random.between(1, 2000);
    }

    private void make(Connection connection) {
        sql(connection, "CREATE TABLE %1$s (id serial PRIMARY KEY, a text, n integer)");
    }

    private void fill(Connection connection, int rows) {
        sql(
                connection,
                "INSERT INTO %s (a, n) SELECT repeat(md5(g::text), 6), g FROM generate_series(1, %d) g",
                rows);
    }

    private void copyIn(Connection connection) throws Exception {
        var rows = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            rows.append(random.word(200)).append('\t').append(i).append('\n');
        }
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY %s (a, n) FROM STDIN".formatted(table),
                        new StringReader(rows.toString()));
    }

    /// Cuts the end off; then the file grows again, by zeros that the WAL does not know of or by
    /// rows.
    private void cutAndGrow(Connection connection) throws Exception {
        sql(connection, "DELETE FROM %s WHERE ctid >= '(%d,0)'", random.between(0, 500));
        sql(connection, "VACUUM %s");
        String path =
                Sql.load(
                        connection,
                        "SELECT pg_relation_filepath(?::regclass)",
                        row -> row.getString(1),
                        table);
        Path file = server.dataDirectory().resolve(path);
        if (random.oneIn(2)) {
            Files.write(file, new byte[8192 * random.between(1, 300)], StandardOpenOption.APPEND);
        }
        if (random.oneIn(2)) {
            fill(connection, random.between(1, ROWS));
        }
    }

    private void refill(Connection connection) {
        sql(connection, "TRUNCATE %s");
        fill(connection, random.between(1, ROWS));
    }

    private void index(Connection connection) {
        String method = random.pick(List.of("btree (n)", "hash (a)", "brin (n)", "btree (a)"));
        sql(connection, "CREATE INDEX ON %s USING " + method);
    }

    private void remake(Connection connection) {
        sql(connection, "DROP TABLE %s");
        make(connection);
        fill(connection, random.between(1, ROWS));
    }

    /// A table beside it that comes and goes, perhaps in one transaction, perhaps not logged.
    private void side(Connection connection) {
        Sql.execute(connection, random.oneIn(2) ? "BEGIN" : "SELECT 1");
        sql(
                connection,
                "CREATE %2$s TABLE %1$s_side AS SELECT * FROM %1$s WHERE id %% 3 = 0",
                random.oneIn(2) ? "UNLOGGED" : "");
        sql(connection, random.oneIn(2) ? "DROP TABLE %s_side" : "CREATE INDEX ON %s_side (id)");
        Sql.execute(connection, random.oneIn(2) ? "COMMIT" : "ROLLBACK");
        sql(connection, "DROP TABLE IF EXISTS %s_side");
    }

    // Only one at a time may copy a template.
    private void makeDatabase(Connection connection, String strategy) {
        Sql.execute(connection, "SELECT pg_advisory_lock(1)");
        sql(connection, "CREATE DATABASE %s_%d STRATEGY " + strategy, names++);
        Sql.execute(connection, "SELECT pg_advisory_unlock(1)");
    }

    private void dropDatabase(Connection connection) {
        if (names > 0) {
            sql(connection, "DROP DATABASE %s_%d", --names);
        }
    }
}
