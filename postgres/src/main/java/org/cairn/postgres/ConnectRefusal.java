package org.cairn.postgres;

import java.sql.SQLException;
import java.util.Objects;
import org.cairn.kernel.ProblemBuilder;
import org.cairn.kernel.ProblemException;

/// Why a server or the way to it did not let us in, as the problem it means.
final class ConnectRefusal {
    private final DatabaseAddress address;
    private final SQLException cause;
    private final String state;

    ConnectRefusal(DatabaseAddress address, SQLException cause) {
        this.address = address;
        this.cause = cause;
        this.state = Objects.requireNonNullElse(cause.getSQLState(), "");
    }

    ProblemException ofSession() {
        return switch (state) {
            // 08004 is the driver's word for a server that wants a password when none was given.
            case "28P01", "28000", "08004" ->
                    describe(
                                    PostgresProblems.DATABASE_LOGIN_REFUSED.says(
                                            "the database did not let user '%s' in",
                                            address.user()))
                            .remedy("Check database.user and the password given for it.")
                            .asException(cause);
            case "3D000" ->
                    describe(PostgresProblems.DATABASE_MISSING.says("the database does not exist"))
                            .remedy("Create the database, or correct its name in database.url.")
                            .asException(cause);
            case "53300" ->
                    describe(
                                    PostgresProblems.DATABASE_BUSY.says(
                                            "the database has no free session"))
                            .remedy("Try again later, or raise max_connections of the server.")
                            .asException(cause);
            default ->
                    describe(
                                    PostgresProblems.DATABASE_UNREACHABLE.says(
                                            "cannot reach the database at %s", address.place()))
                            .remedy("Start the server, or correct database.url; then try again.")
                            .asException(cause);
        };
    }

    ProblemException ofReplication() {
        return switch (state) {
            case "42501" ->
                    describe(refusesReplication())
                            .remedy(
                                    "Let a superuser say ALTER ROLE %s REPLICATION, then try again.",
                                    Identifiers.quote(address.user()))
                            .asException(cause);
            // The same state as a role that may not log in; the file's name is in every language.
            case "28000" ->
                    SqlProblems.safeMessage(cause).contains("pg_hba.conf")
                            ? describe(refusesReplication())
                                    .remedy(
                                            "Add a line 'host replication %s ADDRESS"
                                                    + " scram-sha-256' to pg_hba.conf, reload, and"
                                                    + " try again.",
                                            address.user())
                                    .asException(cause)
                            : ofSession();
            case "53300" ->
                    describe(
                                    PostgresProblems.WAL_SENDERS_EXHAUSTED.says(
                                            "the server has no free session for replication"))
                            .remedy(
                                    "Raise max_wal_senders, which needs wal_level = replica, and restart"
                                            + " the server; or end another receiver.")
                            .asException(cause);
            default -> ofSession();
        };
    }

    private ProblemBuilder refusesReplication() {
        return PostgresProblems.REPLICATION_REFUSED.says(
                "the server does not let user '%s' receive its WAL", address.user());
    }

    private ProblemBuilder describe(ProblemBuilder problem) {
        return problem.what("%s", SqlProblems.safeMessage(cause))
                .kept("nothing was changed")
                .with("database", address.place())
                .with("sqlstate", state);
    }
}
