package org.cairn.postgres.replication;

import java.sql.SQLException;
import java.util.Objects;
import org.cairn.kernel.ProblemBuilder;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.SqlProblems;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What the server or the driver says against a command of replication, as the problem it means.
final class Refusal {
    private final String act;
    private final String slot;
    private final SQLException cause;
    private final String state;

    private Refusal(String act, String slot, SQLException cause) {
        this.act = act;
        this.slot = slot;
        this.cause = cause;
        this.state = Objects.requireNonNullElse(cause.getSQLState(), "");
    }

    static ProblemException of(String act, SQLException cause) {
        return new Refusal(act, "", cause).general();
    }

    static ProblemException ofNewSlot(String slot, SQLException cause) {
        return new Refusal("create replication slot '" + slot + "'", slot, cause).newSlot();
    }

    static ProblemException ofStream(String slot, SQLException cause) {
        return new Refusal("receive WAL through slot '" + slot + "'", slot, cause).stream();
    }

    private ProblemException newSlot() {
        return switch (state) {
            case "55000" ->
                    describe(PostgresProblems.REPLICATION_REFUSED.says("cannot %s", act))
                            .remedy(
                                    "Set wal_level to replica and max_replication_slots above 0,"
                                            + " then restart the server.")
                            .asException(cause);
            case "53400" ->
                    describe(PostgresProblems.DATABASE_LIMIT.says("cannot %s", act))
                            .remedy(
                                    "Drop a replication slot that nobody needs, or raise"
                                            + " max_replication_slots and restart the server.")
                            .asException(cause);
            default -> general();
        };
    }

    private ProblemException stream() {
        if (isRemoval()) {
            return describe(
                            PostgresProblems.WAL_REMOVED.says(
                                    "the server has removed WAL that was not received"))
                    .remedy("Make a backup at once, then create the slot again.")
                    .asException(cause);
        }
        return switch (state) {
            case "55006" ->
                    describe(
                                    PostgresProblems.SLOT_IN_USE.says(
                                            "replication slot '%s' serves another receiver", slot))
                            .remedy("Try again later, or end the other receiver.")
                            .asException(cause);
            case "42704" ->
                    describe(
                                    PostgresProblems.SLOT_MISSING.says(
                                            "replication slot '%s' does not exist", slot))
                            .remedy("Create the slot again; then see whether WAL is missing.")
                            .asException(cause);
            default -> general();
        };
    }

    /// 58P01: the file is gone; 55000: PostgreSQL 18 gives the whole slot up. Where the file went
    /// while it was read, the SQLSTATE is made from an errno of anything that came before (xlog.c,
    /// CheckXLogRemoved), so only the name of the function tells.
    private boolean isRemoval() {
        ServerErrorMessage said =
                cause instanceof PSQLException e ? e.getServerErrorMessage() : null;
        return state.equals("58P01")
                || state.equals("55000")
                || (said != null && "CheckXLogRemoved".equals(said.getRoutine()));
    }

    private ProblemException general() {
        boolean lost = state.startsWith("08") || state.startsWith("57P") || state.isEmpty();
        return lost
                ? describe(PostgresProblems.DATABASE_LOST.says("cannot %s", act))
                        .remedy("Try again when the server is back.")
                        .asException(cause)
                : SqlProblems.of(act, cause);
    }

    private ProblemBuilder describe(ProblemBuilder problem) {
        return problem.what(
                        "%s%s",
                        SqlProblems.safeMessage(cause), state.isEmpty() ? "" : " [" + state + "]")
                .kept("what was received before is not touched")
                .with("slot", slot)
                .with("sqlstate", state);
    }
}
