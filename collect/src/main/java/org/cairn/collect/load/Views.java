package org.cairn.collect.load;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Sha256;
import org.cairn.postgres.Identifiers;
import org.cairn.postgres.Sql;
import org.cairn.postgres.SqlProblems;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.ViewSpec;

/// Makes declared views be what their files say, inside the load transaction.
///
/// The comment of a view tells that it is Cairn's and by which query: one that is as declared is
/// not touched, so a run takes no lock on it. Confined to one thread.
public final class Views {
    private static final String OURS = "Made by Cairn from ";

    // What else stands on it: dependent objects still exist.
    private static final String IN_USE = "2BP01";
    // Columns can be added to a view at its end, all else is another table to PostgreSQL.
    private static final String OTHER_COLUMNS = "42P16";

    private final Connection connection;
    private final EventSink events;

    public Views(Connection connection, EventSink events) {
        this.connection = connection;
        this.events = events;
    }

    /// What there is under the name of a view.
    private record Present(String kind, String comment) {}

    /// Makes views whose datasets are there, in this order; those of the others wait.
    ///
    /// Problems: `view-failed`, `view-not-ours`, `view-in-use`.
    public void make(List<ViewSpec> views) {
        for (ViewSpec view : views) {
            Optional<DatasetName> missing = missing(view);
            if (missing.isPresent()) {
                events.accept(
                        new RunEvent.Noted(
                                "view %s waits for dataset %s, which has not been loaded yet"
                                        .formatted(view.name(), missing.get())));
            } else if (!isDone(view)) {
                // Two runs may come here at once; the second finds it done.
                Sql.list(
                        connection,
                        "SELECT pg_advisory_xact_lock(hashtext('cairn views'), hashtext(?))",
                        row -> "",
                        view.name().toString());
                if (!isDone(view)) {
                    make(view);
                }
            }
        }
    }

    private Optional<DatasetName> missing(ViewSpec view) {
        return view.needs().stream()
                .filter(each -> present(each).filter(it -> !it.kind().equals("v")).isEmpty())
                .findFirst();
    }

    private boolean isDone(ViewSpec view) {
        return present(view.name()).filter(it -> it.comment().equals(comment(view))).isPresent();
    }

    private static String comment(ViewSpec view) {
        String hash = Sha256.of(view.sql().getBytes(StandardCharsets.UTF_8)).hex();
        return OURS + view.file() + ", SHA-256 " + hash;
    }

    private Optional<Present> present(DatasetName name) {
        return Sql.find(
                connection,
                """
                SELECT relkind::text, coalesce(obj_description(pg_class.oid, 'pg_class'), '')
                  FROM pg_class
                  JOIN pg_namespace ON pg_namespace.oid = relnamespace
                 WHERE nspname = ? AND relname = ?
                """,
                row -> new Present(row.getString(1), row.getString(2)),
                name.schema(),
                name.table());
    }

    private void make(ViewSpec view) {
        Optional<Present> before = present(view.name());
        if (before.filter(it -> !it.kind().equals("v") || !it.comment().startsWith(OURS))
                .isPresent()) {
            throw LoadProblems.VIEW_NOT_OURS
                    .says("%s exists and is not a view of Cairn's", view.name())
                    .what("a view of this name is declared with %s", view.file())
                    .kept("what is there is unchanged; nothing was loaded")
                    .remedy("Choose another name for the view, or rename what is there.")
                    .with("view", view.name().toString())
                    .asException();
        }
        Sql.execute(
                connection,
                "CREATE SCHEMA IF NOT EXISTS " + Identifiers.quote(view.name().schema()));
        replace(view, before.isPresent());
        Sql.execute(
                connection,
                "COMMENT ON VIEW %s IS '%s'"
                        .formatted(
                                DatasetTables.quoted(view.name()),
                                comment(view).replace("'", "''")));
        events.accept(new RunEvent.Noted("view %s made".formatted(view.name())));
    }

    private void replace(ViewSpec view, boolean there) {
        String head = head(view);
        try {
            Savepoint before = connection.setSavepoint();
            try {
                execute(head + view.sql());
            } catch (SQLException e) {
                if (!there || !OTHER_COLUMNS.equals(e.getSQLState())) {
                    throw e;
                }
                connection.rollback(before);
                execute("DROP VIEW " + DatasetTables.quoted(view.name()));
                execute(head + view.sql());
            }
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            throw failed(view, e);
        }
    }

    private static String head(ViewSpec view) {
        return "CREATE OR REPLACE VIEW %s AS\n".formatted(DatasetTables.quoted(view.name()));
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            // Braces of a query are its own.
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    private static ProblemException failed(ViewSpec view, SQLException e) {
        if (IN_USE.equals(e.getSQLState())) {
            return LoadProblems.VIEW_IN_USE
                    .says("view %s has other columns now, and something stands on it", view.name())
                    .what("%s", SqlProblems.safeMessage(e))
                    .kept("the view is as it was; nothing was loaded, the documents are stored")
                    .remedy("Drop what stands on it, run again, and make that anew.")
                    .with("view", view.name().toString())
                    .asException(e);
        }
        return LoadProblems.VIEW_FAILED
                .says("view %s cannot be made", view.name())
                .what(
                        "PostgreSQL says of %s%s: %s",
                        view.file(),
                        line(view.sql(), SqlProblems.position(e) - head(view).length()),
                        SqlProblems.safeMessage(e))
                .kept("nothing was loaded; the documents are stored")
                .remedy("Correct %s, or remove the view, then run again.", view.file())
                .with("view", view.name().toString())
                .with("sqlstate", String.valueOf(e.getSQLState()))
                .asException(e);
    }

    /// The line of a place in a query, in words; nothing where the server names none.
    private static String line(String query, int position) {
        if (position < 1 || position > query.length()) {
            return "";
        }
        long line = 1 + query.substring(0, position - 1).chars().filter(c -> c == '\n').count();
        return ", line " + line;
    }
}
