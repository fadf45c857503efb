package org.cairn.protect.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.Sql;
import org.cairn.testkit.SeededRandom;

/// Acts that change files in every way that a change map has to know, by chance; and what a server
/// holds, as text.
final class Storm {
    private final ProtectedServer server;
    private final SeededRandom random;
    private int made;

    Storm(ProtectedServer server, SeededRandom random) {
        this.server = server;
        this.random = random;
    }

    void prepare(String tablespace) {
        server.run(
                "CREATE EXTENSION amcheck",
                "CREATE TABLESPACE space LOCATION '" + tablespace + "'",
                "CREATE TABLE big (id integer PRIMARY KEY, t text, g point) WITH (fillfactor = 90)",
                "INSERT INTO big SELECT i, repeat(md5(i::text), 8), point(i, i)"
                        + " FROM generate_series(1, 40000) AS i",
                "CREATE INDEX big_t ON big (t)",
                "CREATE INDEX big_g ON big USING gist (g)",
                "CREATE TABLE small (id serial, t text)",
                "CREATE TABLE moving AS SELECT i, md5(i::text) AS t FROM generate_series(1, 3000) i",
                "CREATE SEQUENCE counter");
    }

    /// Does some acts, one after the other.
    void blow() {
        for (int left = random.between(1, 6); left > 0; left--) {
            run(random.between(0, 13));
        }
    }

    private void run(int act) {
        int k = random.between(0, 199);
        switch (act) {
            case 0 -> server.run("UPDATE big SET t = reverse(t) WHERE id % 200 = " + k);
            case 1 -> server.run("UPDATE big SET t = md5(t) || t WHERE id BETWEEN 20000 AND 20300");
            case 2 -> server.run("DELETE FROM big WHERE id > 30000", "VACUUM big");
            case 3 -> insert();
            case 4 -> server.run("TRUNCATE small", "INSERT INTO small (t) VALUES ('" + k + "')");
            case 5 -> server.run("VACUUM (FULL) moving");
            case 6 -> server.run("CREATE TABLE made" + made++ + " AS SELECT * FROM moving");
            case 7 -> server.run("ALTER TABLE moving SET TABLESPACE space");
            case 8 -> server.run("ALTER TABLE moving SET TABLESPACE pg_default");
            case 9 -> remakeDatabase(k);
            case 10 -> server.run("SELECT count(*) FROM big", "CHECKPOINT");
            case 11 -> cutAndGrow();
            case 12 -> server.run("REINDEX TABLE big", "SELECT nextval('counter')");
            default -> server.run("DROP TABLE IF EXISTS made" + random.between(0, 5));
        }
    }

    private void insert() {
        server.run(
                "INSERT INTO big SELECT i, repeat(md5(i::text), 4), point(i, 1)"
                        + " FROM generate_series((SELECT max(id) + 1 FROM big),"
                        + " (SELECT max(id) + 900 FROM big)) AS i");
    }

    /// A table whose end is cut off and grows again: blocks that the base has and that are gone.
    private void cutAndGrow() {
        server.run(
                "DELETE FROM moving WHERE ctid >= '(3,0)'",
                "VACUUM moving",
                "INSERT INTO moving SELECT i, md5(i::text) FROM generate_series(1, 500) AS i",
                "VACUUM moving");
    }

    /// Another database under the number of the one before, copied file by file: its pages keep the
    /// positions that they have in the template.
    private void remakeDatabase(int k) {
        String template = k % 2 == 0 ? "template1" : "template0";
        server.run(
                "DROP DATABASE IF EXISTS twin",
                "CREATE DATABASE twin TEMPLATE %s STRATEGY FILE_COPY OID 77777".formatted(template),
                "ALTER DATABASE twin SET work_mem = '%dkB'".formatted(64 + k));
    }

    /// All rows of all tables, hashed by table.
    static Map<String, String> content(DatabaseAddress address) throws SQLException {
        Map<String, String> content = new TreeMap<>();
        try (Connection connection = new Database(address, "cairn test").connect()) {
            List<String> tables =
                    new ArrayList<>(
                            Sql.list(
                                    connection,
                                    "SELECT relname FROM pg_class WHERE relkind = 'r'"
                                            + " AND relnamespace = 'public'::regnamespace",
                                    row -> row.getString(1)));
            for (String table : tables) {
                content.put(
                        table,
                        Sql.load(
                                connection,
                                "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ','"
                                        + " ORDER BY t::text)), '') FROM %s t".formatted(table),
                                row -> row.getString(1)));
            }
            content.put(
                    "pg_database",
                    Sql.load(
                            connection,
                            "SELECT string_agg(datname || oid, ',' ORDER BY datname)"
                                    + " FROM pg_database",
                            row -> row.getString(1)));
        }
        return content;
    }
}
