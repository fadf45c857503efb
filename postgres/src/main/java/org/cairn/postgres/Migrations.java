package org.cairn.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Brings a schema of Cairn's own to the newest form by numbered SQL.
///
/// Each migration runs in a transaction of its own together with its line in
/// `<schema>.schema_version`, under an advisory lock, so that a crash leaves a whole earlier form
/// and two who upgrade at once do it once. Inside, the search path is that schema.
public final class Migrations {
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))";

    private Migrations() {}

    /// One step: SQL that turns form `number - 1` into form `number`.
    ///
    /// @param number from 1, without gaps
    public record Migration(int number, String name, String sql) {
        private static final Pattern FILE = Pattern.compile("(\\d{4})-([a-z0-9-]+)\\.sql");

        public Migration {
            if (number < 1 || number > 9999) {
                throw new IllegalArgumentException("a migration is numbered from 1: " + number);
            }
        }

        /// Reads `NNNN-name.sql`, a resource that lies beside a class.
        public static Migration beside(Class<?> owner, String file) {
            Matcher matcher = FILE.matcher(file);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not NNNN-name.sql: " + file);
            }
            try (InputStream in = owner.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException("no resource " + file + " beside " + owner);
                }
                String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return new Migration(Integer.parseInt(matcher.group(1)), matcher.group(2), sql);
            } catch (IOException e) {
                throw new IllegalStateException("cannot read resource " + file, e);
            }
        }
    }

    /// Applies what is missing, in order. The session must be in autocommit and is left so.
    ///
    /// Problems: `schema-from-future`, `identifier-wrong` and those of [SqlProblems].
    public static void upgrade(Connection connection, String schema, List<Migration> all) {
        requireOrder(all);
        String quoted = Identifiers.quote(schema);
        try {
            connection.setAutoCommit(false);
            try {
                while (applyNext(connection, quoted, all)) {
                    connection.commit();
                }
                connection.commit();
            } finally {
                // After a failure this ends the transaction without keeping anything of it.
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw SqlProblems.of("upgrade schema " + schema, e);
        }
    }

    private static void requireOrder(List<Migration> all) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).number() != i + 1) {
                throw new IllegalArgumentException(
                        "migration " + all.get(i).number() + " stands at place " + (i + 1));
            }
        }
    }

    /// Applies the one migration that is next, if any is. Runs inside a transaction.
    private static boolean applyNext(Connection connection, String schema, List<Migration> all)
            throws SQLException {
        lock(connection, schema);
        int current = current(connection, schema);
        if (current > all.size()) {
            throw fromFuture(schema, current, all.size());
        }
        if (current == all.size()) {
            return false;
        }
        Migration next = all.get(current);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET LOCAL search_path = " + schema);
            statement.execute(next.sql());
        }
        record(connection, schema, next);
        return true;
    }

    private static void lock(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setString(1, "cairn schema " + schema);
            statement.execute();
        }
    }

    /// The number of the newest migration applied, 0 for none; makes the schema when it is missing.
    private static int current(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!exists(statement, schema)) {
                statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
                statement.execute(
                        """
                        CREATE TABLE %s.schema_version (
                            number     integer PRIMARY KEY,
                            name       text NOT NULL,
                            applied_at timestamptz NOT NULL DEFAULT now()
                        )
                        """
                                .formatted(schema));
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT coalesce(max(number), 0) FROM %s.schema_version"
                                    .formatted(schema))) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static boolean exists(Statement statement, String schema) throws SQLException {
        String name = schema.replace("'", "''") + ".schema_version";
        try (ResultSet row =
                statement.executeQuery("SELECT to_regclass('%s') IS NOT NULL".formatted(name))) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static void record(Connection connection, String schema, Migration migration)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "INSERT INTO %s.schema_version (number, name) VALUES (?, ?)"
                                .formatted(schema))) {
            statement.setInt(1, migration.number());
            statement.setString(2, migration.name());
            statement.execute();
        }
    }

    private static RuntimeException fromFuture(String schema, int found, int known) {
        return PostgresProblems.SCHEMA_FROM_FUTURE
                .says("schema %s is from a newer Cairn", schema)
                .what("it has form %d and this Cairn knows forms up to %d", found, known)
                .kept("nothing was changed")
                .remedy("Use the Cairn that upgraded this database, or a newer one.")
                .with("found", found)
                .with("known", known)
                .asException();
    }
}
