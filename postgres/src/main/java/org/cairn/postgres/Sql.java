package org.cairn.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Runs one statement on a connection and turns a failure into a problem.
///
/// Parameters are bound, never pasted: texts, numbers, booleans, `byte[]`, [java.util.UUID],
/// [Instant] and `String[]` (as `text[]`). Never commits. Same thread rule as the connection.
public final class Sql {
    private Sql() {}

    /// Ends the statement that a connection is at, from another thread; that one gets a problem.
    /// Without effect where none is under way, or the server cannot be told.
    public static void cancel(Connection connection) {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException _) {
            // The session has ended, and the statement with it.
        }
    }

    /// Reads one row of a result; must not move the cursor.
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// Runs a statement and gives the number of rows it touched.
    public static long update(Connection connection, String sql, @Nullable Object... parameters) {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeLargeUpdate();
        } catch (SQLException e) {
            throw SqlProblems.of(firstLine(sql), e);
        }
    }

    /// Runs one or more statements without parameters.
    public static void execute(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw SqlProblems.of(firstLine(sql), e);
        }
    }

    public static <T> List<T> list(
            Connection connection,
            String sql,
            RowReader<T> reader,
            @Nullable Object... parameters) {
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(reader.read(result));
            }
            return rows;
        } catch (SQLException e) {
            throw SqlProblems.of(firstLine(sql), e);
        }
    }

    public static <T> Optional<T> find(
            Connection connection,
            String sql,
            RowReader<T> reader,
            @Nullable Object... parameters) {
        return list(connection, sql, reader, parameters).stream().findFirst();
    }

    /// Gives the one row that the statement must return.
    public static <T> T load(
            Connection connection,
            String sql,
            RowReader<T> reader,
            @Nullable Object... parameters) {
        return find(connection, sql, reader, parameters)
                .orElseThrow(() -> new IllegalStateException("no row from: " + firstLine(sql)));
    }

    /// Reads a `timestamptz` column.
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static PreparedStatement prepare(
            Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                switch (parameters[i]) {
                    case Instant time -> statement.setObject(i + 1, time.atOffset(ZoneOffset.UTC));
                    case String[] texts ->
                            statement.setArray(i + 1, connection.createArrayOf("text", texts));
                    case null, default -> statement.setObject(i + 1, parameters[i]);
                }
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static String firstLine(String sql) {
        return Stream.of(sql.split("\n"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse(sql);
    }
}
