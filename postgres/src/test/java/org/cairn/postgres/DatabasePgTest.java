package org.cairn.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.cairn.kernel.Fault;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Secret;
import org.cairn.postgres.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabasePgTest {
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aSessionIsInUtcUnderItsName(int major) throws SQLException {
        try (Connection connection = connect(TestServer.of(major).createDatabase())) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(ask(connection, "SHOW TimeZone")).isEqualTo("UTC");
            assertThat(ask(connection, "SHOW application_name")).isEqualTo("cairn test");
            assertThat(ask(connection, "SHOW statement_timeout")).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void anOrdinaryUserLearnsWhichServerItIs(int major) throws SQLException {
        DatabaseAddress owner = TestServer.of(major).createDatabase();
        try (Connection connection = connect(owner)) {
            execute(connection, "DROP ROLE IF EXISTS reader");
            execute(connection, "CREATE ROLE reader LOGIN PASSWORD 'r'");
        }
        var reader = new DatabaseAddress(owner.url(), "reader", new Secret("r"));
        try (Connection connection = connect(reader)) {
            ServerIdentity identity = new Database(reader, "x").identity(connection);

            assertThat(identity.majorVersion()).isEqualTo(major);
            assertThat(identity.version()).startsWith(major + ".");
            assertThat(identity.timeline()).isEqualTo(1);
            assertThat(identity.systemIdentifier()).matches("\\d{18,20}");
            assertThat(owner.url()).endsWith("/" + identity.database());

            Problem problem = problemOf(connection, "CREATE DATABASE mine");
            assertThat(problem.code()).isEqualTo(PostgresProblems.DATABASE_DENIED);
            assertThat(problem.what()).isEqualTo("permission denied to create database [42501]");
        }
    }

    @Test
    void aWrongPasswordIsALoginRefused() {
        DatabaseAddress right = TestServer.of(18).createDatabase();

        Problem problem =
                refusal(new DatabaseAddress(right.url(), right.user(), new Secret("wrong-4711")));

        assertThat(problem.code()).isEqualTo(PostgresProblems.DATABASE_LOGIN_REFUSED);
        assertThat(problem.code().exitCode()).isEqualTo(4);
        assertThat(problem.headline()).isEqualTo("the database did not let user 'cairn' in");
        assertThat(problem.what()).isEqualTo("password authentication failed for user \"cairn\"");
        assertThat(problem.toString()).doesNotContain("4711");
        assertThat(refusal(new DatabaseAddress(right.url(), right.user(), new Secret(""))).code())
                .isEqualTo(PostgresProblems.DATABASE_LOGIN_REFUSED);
        assertThat(refusal(new DatabaseAddress(right.url(), "nobody", new Secret("x"))).code())
                .isEqualTo(PostgresProblems.DATABASE_LOGIN_REFUSED);
    }

    @Test
    void aDatabaseThatDoesNotExistIsMissing() {
        DatabaseAddress right = TestServer.of(18).createDatabase();

        Problem problem =
                refusal(
                        new DatabaseAddress(
                                right.url().replaceAll("/test\\d+$", "/nowhere"),
                                right.user(),
                                right.password()));

        assertThat(problem.code()).isEqualTo(PostgresProblems.DATABASE_MISSING);
        assertThat(problem.code().exitCode()).isEqualTo(2);
        assertThat(problem.what()).isEqualTo("database \"nowhere\" does not exist");
    }

    @Test
    void whereNothingListensTheDatabaseIsUnreachable() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Problem problem =
                refusal(
                        new DatabaseAddress(
                                "jdbc:postgresql://127.0.0.1:%d/d".formatted(port),
                                "u",
                                new Secret("p")));

        assertThat(problem.code()).isEqualTo(PostgresProblems.DATABASE_UNREACHABLE);
        assertThat(problem.code().exitCode()).isEqualTo(5);
        assertThat(problem.headline())
                .isEqualTo("cannot reach the database at 127.0.0.1:%d/d".formatted(port));
        assertThat(problem.what()).contains("refused");
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void statementsThatFailAreToldApartBySqlstate(int major) throws SQLException {
        DatabaseAddress address = TestServer.of(major).createDatabase();
        try (Connection connection = connect(address);
                Connection other = connect(address)) {
            execute(connection, "CREATE TABLE t (a integer PRIMARY KEY)");
            other.setAutoCommit(false);
            execute(other, "LOCK TABLE t");
            execute(connection, "SET lock_timeout = '10ms'");

            assertThat(problemOf(connection, "INSERT INTO t VALUES (1)").code())
                    .isEqualTo(PostgresProblems.DATABASE_BUSY);
            assertThat(problemOf(connection, "SELECT * FROM t").code().fault())
                    .isEqualTo(Fault.OUTSIDE);
            other.rollback();
            assertThat(problemOf(connection, "SELECT nothing").what())
                    .isEqualTo("column \"nothing\" does not exist [42703]");
            assertThat(problemOf(connection, "SET default_transaction_read_only = on; SELECT 1/0"))
                    .satisfies(p -> assertThat(p.what()).isEqualTo("division by zero [22012]"));
            execute(connection, "SET default_transaction_read_only = on");
            assertThat(problemOf(connection, "CREATE TABLE u ()").code())
                    .isEqualTo(PostgresProblems.DATABASE_DENIED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void noValueOfARowReachesAMessage(int major) throws SQLException {
        try (Connection connection = connect(TestServer.of(major).createDatabase())) {
            execute(
                    connection,
                    "CREATE TABLE t (a text PRIMARY KEY, b date CHECK (b > '2020-01-01'))");
            execute(connection, "INSERT INTO t VALUES ('sec\"ret4711')");
            for (String statement :
                    new String[] {
                        "INSERT INTO t VALUES ('sec\"ret4711')",
                        "INSERT INTO t VALUES ('secret4711', '2019-01-01')",
                        "SELECT 'sec\"ret4711'::integer",
                        "SELECT 'secret4711'::date",
                        "SELECT '{\"secret4711\"'::json",
                        "SELECT '4711471147114711'::integer"
                    }) {
                Problem problem = problemOf(connection, statement);
                assertThat(problem.code()).isEqualTo(PostgresProblems.DATABASE_VALUE_REFUSED);
                assertThat(problem.toString()).doesNotContain("4711");
            }
            assertThat(problemOf(connection, "SELECT 'sec\"ret4711'::integer").what())
                    .isEqualTo("invalid input syntax for type integer: \"…\" [22P02]");
        }
    }

    @Test
    void aSessionThatTheServerEndedIsLost() throws SQLException {
        DatabaseAddress address = TestServer.of(18).createDatabase();
        try (Connection connection = connect(address);
                Connection other = connect(address)) {
            String pid = ask(connection, "SELECT pg_backend_pid()");
            execute(other, "SELECT pg_terminate_backend(%s, 5000)".formatted(pid));

            Problem problem = problemOf(connection, "SELECT 1");

            assertThat(problem.code()).isEqualTo(PostgresProblems.DATABASE_LOST);
            assertThat(problem.code().exitCode()).isEqualTo(5);
            assertThat(problem.what())
                    .isEqualTo("terminating connection due to administrator command [57P01]");
        }
    }

    private static Connection connect(DatabaseAddress address) {
        return new Database(address, "cairn test").connect();
    }

    private static Problem refusal(DatabaseAddress address) {
        try (Connection connection = connect(address)) {
            throw new AssertionError("connected to " + connection);
        } catch (ProblemException e) {
            return e.problem();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Problem problemOf(Connection connection, String sql) {
        try {
            execute(connection, sql);
        } catch (SQLException e) {
            return SqlProblems.of("do it", e).problem();
        }
        throw new AssertionError("no failure: " + sql);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void theCatalogueExplainsEveryCodeOnce() {
        assertThat(PostgresProblems.all()).doesNotHaveDuplicates();
        assertThatThrownBy(() -> PostgresProblems.all().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(PostgresProblems.all())
                .allSatisfy(code ->
                        assertThat(code.explanation().split("\\. ").length).isGreaterThan(1));
    }
}
