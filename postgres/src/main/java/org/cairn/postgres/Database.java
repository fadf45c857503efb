package org.cairn.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import org.cairn.kernel.ProblemBuilder;
import org.cairn.kernel.ProblemException;
import org.postgresql.Driver;

/// The way into one database. Opens connections; holds none. Safe for any thread.
public final class Database {
    private static final String SESSION =
            """
            SET TIME ZONE 'UTC';
            SET statement_timeout = 0
            """;
    private static final String IDENTITY =
            """
            SELECT s.system_identifier::text,
                   current_setting('server_version'),
                   CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())
                        ELSE ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer
                   END,
                   current_database()
              FROM pg_control_system() AS s
            """;

    private final DatabaseAddress address;
    private final String applicationName;

    /// @param applicationName how sessions are called in `pg_stat_activity`
    public Database(DatabaseAddress address, String applicationName) {
        this.address = address;
        this.applicationName = applicationName;
    }

    public DatabaseAddress address() {
        return address;
    }

    /// Opens a session: autocommit on, time zone UTC, no statement timeout, search path as the
    /// server sets it. The caller closes it. Waits at most 10 s for an answer.
    ///
    /// Problems: `database-unreachable`, `database-login-refused`, `database-missing`,
    /// `database-busy` (too many sessions), `server-too-old`.
    public Connection connect() {
        Connection connection;
        try {
            connection = new Driver().connect(address.url(), properties());
        } catch (SQLException e) {
            throw refused(e);
        }
        return prepared(Objects.requireNonNull(connection, "the driver knows its own URL"));
    }

    /// Asks a session which server and database it talks to. Needs no special right.
    public ServerIdentity identity(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(IDENTITY)) {
            row.next();
            return new ServerIdentity(
                    row.getString(1),
                    connection.getMetaData().getDatabaseMajorVersion(),
                    row.getString(2),
                    row.getInt(3),
                    row.getString(4));
        } catch (SQLException e) {
            throw SqlProblems.of("ask which server this is", e);
        }
    }

    private Properties properties() {
        var properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password().reveal());
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        // The detail of an error quotes rows; it must not reach a log through an exception's text.
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    private static Connection prepared(Connection connection) {
        try {
            ServerVersions.requireSupported(
                    connection.getMetaData().getDatabaseMajorVersion(),
                    connection.getMetaData().getDatabaseProductVersion());
            try (Statement statement = connection.createStatement()) {
                statement.execute(SESSION);
            }
            return connection;
        } catch (SQLException e) {
            throw closing(connection, SqlProblems.of("prepare the session", e));
        } catch (ProblemException e) {
            throw closing(connection, e);
        }
    }

    private static ProblemException closing(Connection connection, ProblemException problem) {
        try {
            connection.close();
        } catch (SQLException e) {
            problem.addSuppressed(e);
        }
        return problem;
    }

    private ProblemException refused(SQLException e) {
        String state = Objects.requireNonNullElse(e.getSQLState(), "");
        return switch (state) {
            // 08004 is the driver's word for a server that wants a password when none was given.
            case "28P01", "28000", "08004" ->
                    describe(
                                    PostgresProblems.DATABASE_LOGIN_REFUSED.says(
                                            "the database did not let user '%s' in",
                                            address.user()),
                                    e)
                            .remedy("Check database.user and the password given for it.")
                            .asException(e);
            case "3D000" ->
                    describe(
                                    PostgresProblems.DATABASE_MISSING.says(
                                            "the database does not exist"),
                                    e)
                            .remedy("Create the database, or correct its name in database.url.")
                            .asException(e);
            case "53300" ->
                    describe(
                                    PostgresProblems.DATABASE_BUSY.says(
                                            "the database has no free session"),
                                    e)
                            .remedy("Try again later, or raise max_connections of the server.")
                            .asException(e);
            default ->
                    describe(
                                    PostgresProblems.DATABASE_UNREACHABLE.says(
                                            "cannot reach the database at %s", address.place()),
                                    e)
                            .remedy("Start the server, or correct database.url; then try again.")
                            .asException(e);
        };
    }

    private ProblemBuilder describe(ProblemBuilder problem, SQLException e) {
        return problem.what("%s", SqlProblems.safeMessage(e))
                .kept("nothing was changed")
                .with("database", address.place())
                .with("sqlstate", Objects.requireNonNullElse(e.getSQLState(), ""));
    }
}
