package org.cairn.postgres.backup;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.Sql;

/// What a database user must be allowed that is no superuser, and the statements that allow it.
/// Rights on functions are those of one database: the one that the session is in.
public final class BackupRights {
    private static final List<String> SESSION =
            List.of("pg_backup_start(text, boolean)", "pg_backup_stop(boolean)");
    private static final List<String> FILES =
            List.of(
                    "pg_ls_dir(text, boolean, boolean)",
                    "pg_stat_file(text, boolean)",
                    "pg_read_binary_file(text, bigint, bigint, boolean)");
    private static final String MISSING =
            """
            SELECT f
              FROM unnest(?) WITH ORDINALITY AS wanted(f, n)
             WHERE NOT has_function_privilege('pg_catalog.' || f, 'EXECUTE')
             ORDER BY n
            """;
    private static final String WHO =
            """
            SELECT quote_ident(current_user), current_database(),
                   pg_has_role('pg_read_all_settings', 'USAGE')
            """;

    private BackupRights() {}

    /// Makes sure that the user may begin and end a backup. Problems: `backup-grants-missing`.
    public static void requireToBegin(Connection connection) {
        require(connection, SESSION);
    }

    /// Makes sure that the user may do all that a backup over SQL does. Problems:
    /// `backup-grants-missing`.
    public static void requireToRead(Connection connection) {
        List<String> all = new ArrayList<>(SESSION);
        all.addAll(FILES);
        require(connection, all);
    }

    /// Who asks, and where.
    private record Who(String user, String database, boolean settings) {}

    private static void require(Connection connection, List<String> wanted) {
        Who who =
                Sql.load(
                        connection,
                        WHO,
                        row -> new Who(row.getString(1), row.getString(2), row.getBoolean(3)));
        List<String> missing =
                Sql.list(
                        connection,
                        MISSING,
                        row -> row.getString(1),
                        (Object) wanted.toArray(String[]::new));
        List<String> may = new ArrayList<>();
        List<String> grants = new ArrayList<>();
        if (!missing.isEmpty()) {
            String functions = String.join(", ", missing);
            may.add("it may not execute " + functions);
            grants.add("GRANT EXECUTE ON FUNCTION %s TO %s;".formatted(functions, who.user()));
        }
        if (!who.settings()) {
            may.add("it does not see all settings");
            grants.add("GRANT pg_read_all_settings TO %s;".formatted(who.user()));
        }
        if (!grants.isEmpty()) {
            throw PostgresProblems.BACKUP_GRANTS_MISSING
                    .says("the database user %s may not do what a backup needs", who.user())
                    .what("%s", String.join("; ", may))
                    .kept("nothing was begun")
                    .remedy(
                            "Say as a superuser in the database %s: %s",
                            who.database(), String.join(" ", grants))
                    .with("user", who.user())
                    .asException();
        }
    }
}
