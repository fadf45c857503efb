package org.cairn.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
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
        try {
            return prepared(supported(open(properties())));
        } catch (SQLException e) {
            throw new ConnectRefusal(address, e).ofSession();
        }
    }

    /// Opens a session that speaks the protocol of physical replication and no SQL but `SHOW`. The
    /// caller closes it. Waits at most 10 s for an answer.
    ///
    /// Problems: those of [#connect], and `replication-refused`, `wal-senders-exhausted`.
    public Connection connectForReplication() {
        var properties = properties();
        properties.setProperty("replication", "true");
        properties.setProperty("preferQueryMode", "simple");
        // Else the driver asks questions in SQL before it hands out the connection.
        properties.setProperty("assumeMinServerVersion", Integer.toString(ServerVersions.OLDEST));
        try {
            return supported(open(properties));
        } catch (SQLException e) {
            throw new ConnectRefusal(address, e).ofReplication();
        }
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

    private Connection open(Properties properties) throws SQLException {
        return Objects.requireNonNull(
                new Driver().connect(address.url(), properties), "the driver knows its own URL");
    }

    private static Connection supported(Connection connection) {
        try {
            ServerVersions.requireSupported(
                    connection.getMetaData().getDatabaseMajorVersion(),
                    connection.getMetaData().getDatabaseProductVersion());
            return connection;
        } catch (SQLException e) {
            throw closing(connection, SqlProblems.of("ask for the version of the server", e));
        } catch (ProblemException e) {
            throw closing(connection, e);
        }
    }

    private static Connection prepared(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
            return connection;
        } catch (SQLException e) {
            throw closing(connection, SqlProblems.of("prepare the session", e));
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
}
