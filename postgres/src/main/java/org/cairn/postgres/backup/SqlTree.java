package org.cairn.postgres.backup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.Sql;

/// A data directory as the server tells of it, one statement for each directory.
///
/// The server follows every link and says nothing of it, and nothing of rights: files and
/// directories get those that PostgreSQL itself gives them (`data_directory_mode`). What is neither
/// a file nor a directory looks like an empty file.
final class SqlTree implements FileTree {
    // The arguments: missing_ok, and whether '.' and '..' are named.
    private static final String NAMES =
            """
            SELECT name, isdir, size, modification
              FROM (SELECT ?::text AS path) AS directory
             CROSS JOIN LATERAL pg_ls_dir(coalesce(nullif(path, ''), '.'), true, false) AS name
             CROSS JOIN LATERAL pg_stat_file(path || CASE path WHEN '' THEN '' ELSE '/' END || name,
                                             true)
             WHERE isdir IS NOT NULL
            """;
    private static final String FOLLOW =
            """
            SELECT isdir, size, modification
              FROM pg_stat_file(?, true)
             WHERE isdir IS NOT NULL
            """;
    // PostgreSQL's own directories have at most five parts; a link in a circle has no end.
    private static final int DEEPEST = 16;
    private static final int DIRECTORY_RIGHTS = 0777;
    private static final int FILE_RIGHTS = 0666;

    private final Connection connection;
    private final String dataDirectory;
    private final int rights;
    // What was named and not looked at yet.
    private final Map<String, Look> seen = new HashMap<>();

    SqlTree(Connection connection, ServerFacts facts) {
        this.connection = connection;
        this.dataDirectory = facts.dataDirectory().toString();
        this.rights =
                Sql.load(
                        connection,
                        "SELECT current_setting('data_directory_mode')",
                        row -> Integer.parseInt(row.getString(1), 8));
    }

    @Override
    public List<String> names(String directory) {
        requireEnd(directory);
        List<String> names = new ArrayList<>();
        SqlFiles.ask(() ->
                Sql.list(
                        connection,
                        NAMES,
                        row -> {
                            String name = row.getString("name");
                            names.add(name);
                            return seen.put(
                                    directory.isEmpty() ? name : directory + "/" + name, look(row));
                        },
                        directory));
        names.sort(null);
        return names;
    }

    @Override
    public Optional<Look> look(String path) {
        return Optional.ofNullable(seen.remove(path));
    }

    @Override
    public Optional<Look> follow(String path) {
        return SqlFiles.ask(() -> Sql.find(connection, FOLLOW, this::look, path));
    }

    @Override
    public String target(String path) {
        throw new IllegalStateException("the server does not tell links: " + path);
    }

    @Override
    public Optional<String> location(String path, ServerFacts.Tablespace tablespace) {
        String location = tablespace.location();
        // One without a place of its own has a path relative to the data directory.
        if (location.startsWith("pg_tblspc/") || (location + "/").startsWith(dataDirectory + "/")) {
            throw FileTree.inside(path, location);
        }
        return Optional.of(location);
    }

    private Look look(ResultSet row) throws SQLException {
        boolean directory = row.getBoolean("isdir");
        return new Look(
                directory ? Kind.DIRECTORY : Kind.FILE,
                directory ? 0 : row.getLong("size"),
                rights & (directory ? DIRECTORY_RIGHTS : FILE_RIGHTS),
                Objects.requireNonNull(Sql.instant(row, "modification")));
    }

    private static void requireEnd(String directory) {
        if (directory.split("/", -1).length > DEEPEST) {
            throw PostgresProblems.DATA_DIRECTORY_LINK
                    .says("the data directory has no end")
                    .what("%s lies deeper than %d directories", directory, DEEPEST)
                    .kept("nothing was stored")
                    .remedy("Look for a link that leads back, and take it away.")
                    .with("path", directory)
                    .asException();
        }
    }
}
