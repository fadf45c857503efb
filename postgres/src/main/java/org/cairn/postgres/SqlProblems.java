package org.cairn.postgres;

import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Turns what the driver throws into the problem it means, by SQLSTATE (PostgreSQL manual, appendix
/// A).
///
/// The message keeps the server's first line only: detail, hint and context quote values of rows.
/// Data exceptions (class 22) quote a value even there; it is replaced by an ellipsis.
public final class SqlProblems {
    // Greedy on purpose: a value may itself contain quotes.
    private static final Pattern QUOTED = Pattern.compile("\".*\"", Pattern.DOTALL);

    private SqlProblems() {}

    /// Makes the problem that an exception means.
    ///
    /// @param act what was being done, as in "cannot …": `load into facility`
    public static ProblemException of(String act, SQLException e) {
        SQLException speaking = speaking(e);
        String state = Objects.requireNonNullElse(speaking.getSQLState(), "");
        Meaning meaning = meaning(state);
        return meaning.code
                .says("cannot %s", act)
                .what("%s%s", safeMessage(speaking), state.isEmpty() ? "" : " [" + state + "]")
                .kept("the transaction was rolled back; nothing of it is stored")
                .remedy("%s", meaning.remedy)
                .with("sqlstate", state)
                .asException(e);
    }

    /// The server's first line without values of rows, or the driver's own words.
    public static String safeMessage(SQLException e) {
        String message = Objects.requireNonNullElse(firstLine(e), "the driver gave no reason");
        String state = Objects.requireNonNullElse(e.getSQLState(), "");
        return state.startsWith("22") ? QUOTED.matcher(message).replaceAll("\"…\"") : message;
    }

    /// Where in the statement the server found the mistake, in characters from 1; 0 when it does
    /// not say.
    public static int position(SQLException e) {
        if (e instanceof PSQLException ours) {
            ServerErrorMessage server = ours.getServerErrorMessage();
            return server == null ? 0 : server.getPosition();
        }
        return 0;
    }

    private static @Nullable String firstLine(SQLException e) {
        if (e instanceof PSQLException ours) {
            ServerErrorMessage server = ours.getServerErrorMessage();
            if (server != null) {
                return server.getMessage();
            }
        }
        return e.getMessage();
    }

    /// A batch wraps the exception that has the state.
    private static SQLException speaking(SQLException e) {
        SQLException speaking = e;
        while (!(speaking instanceof PSQLException) && speaking.getNextException() != null) {
            speaking = speaking.getNextException();
        }
        return speaking;
    }

    private static Meaning meaning(String state) {
        return switch (state) {
            case "57P01", "57P02", "57P03", "57P05", "25P03", "25P04" -> Meaning.LOST;
            case "53100" -> Meaning.FULL;
            case "53300", "55P03", "55006", "57014", "40P01", "40001" -> Meaning.BUSY;
            case "42501", "25006" -> Meaning.DENIED;
            case "XX001", "XX002", "58030", "58P01" -> Meaning.DAMAGED;
            default -> meaningOfClass(state.length() < 2 ? "" : state.substring(0, 2));
        };
    }

    private static Meaning meaningOfClass(String stateClass) {
        return switch (stateClass) {
            case "08" -> Meaning.LOST;
            case "22", "23", "P0" -> Meaning.REFUSED;
            case "53" -> Meaning.LIMIT;
            case "54" -> Meaning.TOO_LARGE;
            default -> Meaning.UNEXPECTED;
        };
    }

    /// What a group of SQLSTATEs means for the user.
    private record Meaning(ProblemCode code, String remedy) {
        static final Meaning LOST =
                new Meaning(
                        PostgresProblems.DATABASE_LOST,
                        "Run the command again when the database is back.");
        static final Meaning FULL =
                new Meaning(
                        PostgresProblems.DATABASE_FULL,
                        "Free space on the disk of the database, then run the command again.");
        static final Meaning LIMIT =
                new Meaning(
                        PostgresProblems.DATABASE_LIMIT,
                        "Raise the limit that the message names, then run the command again.");
        static final Meaning TOO_LARGE =
                new Meaning(
                        PostgresProblems.DATABASE_LIMIT,
                        "Declare fewer columns, or check the length of what the message names.");
        static final Meaning REFUSED =
                new Meaning(
                        PostgresProblems.DATABASE_VALUE_REFUSED,
                        "Drop the constraint that the message names, or declare a check like it.");
        static final Meaning BUSY =
                new Meaning(
                        PostgresProblems.DATABASE_BUSY,
                        "Run the command again; look into pg_stat_activity if it happens often.");
        static final Meaning DENIED =
                new Meaning(
                        PostgresProblems.DATABASE_DENIED,
                        "Grant the database user what the message names, on the primary server.");
        static final Meaning DAMAGED =
                new Meaning(
                        PostgresProblems.DATABASE_DAMAGED,
                        "Stop writing, copy the data directory, and restore from a backup.");
        static final Meaning UNEXPECTED =
                new Meaning(
                        PostgresProblems.DATABASE_STATEMENT_FAILED,
                        "Report this with the SQLSTATE; check that no table was changed by hand.");
    }
}
