package org.cairn.postgres.backup;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.Sql;

/// What a backup has to know about a server, asked by SQL in one go.
///
/// @param major for example 18
/// @param version as the server prints it, for example `18.6`
/// @param catalogVersion names the directory of this server inside a tablespace
/// @param configFile `postgresql.conf`, which a package may keep outside of the data directory
/// @param hbaFile `pg_hba.conf`, likewise
public record ServerFacts(
        String systemIdentifier,
        int major,
        String version,
        int catalogVersion,
        Path dataDirectory,
        Sizes sizes,
        boolean dataChecksums,
        String walLevel,
        boolean fullPageWrites,
        List<Tablespace> tablespaces,
        RecoveryLimits limits,
        Path configFile,
        Path hbaFile) {
    private static final int PAGE_BYTES = 8192;
    private static final String IDENTITY =
            """
            SELECT system_identifier::text, catalog_version_no,
                   current_setting('server_version_num')::integer / 10000,
                   current_setting('server_version')
              FROM pg_control_system()
            """;
    // The shared settings, in their own units (pages and bytes), not as SHOW would print them.
    private static final String SETTINGS =
            """
            SELECT name, setting
              FROM pg_settings
             WHERE name = ANY (?)
            """;
    private static final String TABLESPACES =
            """
            SELECT oid, pg_tablespace_location(oid)
              FROM pg_tablespace
             WHERE spcname NOT IN ('pg_default', 'pg_global')
             ORDER BY oid
            """;
    private static final String[] NAMES = {
        "data_directory",
        "config_file",
        "hba_file",
        "block_size",
        "segment_size",
        "wal_segment_size",
        "data_checksums",
        "wal_level",
        "full_page_writes",
        "max_connections",
        "max_worker_processes",
        "max_wal_senders",
        "max_prepared_transactions",
        "max_locks_per_transaction"
    };

    /// Sizes that were fixed when the server was made.
    ///
    /// @param blocksPerFile after so many pages a relation goes on in its next file
    public record Sizes(int pageBytes, int blocksPerFile, int walSegmentBytes) {}

    /// A directory elsewhere that holds relations.
    ///
    /// @param oid an unsigned number
    /// @param location as the server names it; a path of its machine
    public record Tablespace(long oid, String location) {}

    /// The settings that a server in recovery wants at least as high as they were.
    public record RecoveryLimits(
            int maxConnections,
            int maxWorkerProcesses,
            int maxWalSenders,
            int maxPreparedTransactions,
            int maxLocksPerTransaction) {}

    public ServerFacts {
        tablespaces = List.copyOf(tablespaces);
    }

    /// Asks a session. Problems: `database-denied` without the rights of `pg_read_all_settings`.
    public static ServerFacts ask(Connection connection) {
        var settings = new HashMap<String, String>();
        Sql.list(
                        connection,
                        SETTINGS,
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        (Object) NAMES)
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
        List<Tablespace> tablespaces =
                Sql.list(
                        connection,
                        TABLESPACES,
                        row -> new Tablespace(row.getLong(1), row.getString(2)));
        return Sql.load(connection, IDENTITY, row -> of(row, new Settings(settings), tablespaces));
    }

    /// Refuses pages of another size than Cairn knows. Problems: `server-build-unsupported`.
    void requirePages() {
        if (sizes.pageBytes() != PAGE_BYTES) {
            throw PostgresProblems.SERVER_BUILD_UNSUPPORTED
                    .says("this server has pages of %d bytes", sizes.pageBytes())
                    .what("Cairn can back up servers with pages of %d bytes", PAGE_BYTES)
                    .kept("nothing was begun")
                    .remedy("Use another program to back up this server.")
                    .asException();
        }
    }

    /// Whether files that configure the server lie where a backup of its data does not reach.
    public boolean isConfiguredOutside() {
        return !configFile.startsWith(dataDirectory) || !hbaFile.startsWith(dataDirectory);
    }

    private static ServerFacts of(ResultSet row, Settings settings, List<Tablespace> tablespaces)
            throws SQLException {
        return new ServerFacts(
                row.getString(1),
                row.getInt(3),
                row.getString(4),
                row.getInt(2),
                Path.of(settings.text("data_directory")),
                new Sizes(
                        settings.number("block_size"),
                        settings.number("segment_size"),
                        settings.number("wal_segment_size")),
                settings.isOn("data_checksums"),
                settings.text("wal_level"),
                settings.isOn("full_page_writes"),
                tablespaces,
                new RecoveryLimits(
                        settings.number("max_connections"),
                        settings.number("max_worker_processes"),
                        settings.number("max_wal_senders"),
                        settings.number("max_prepared_transactions"),
                        settings.number("max_locks_per_transaction")),
                Path.of(settings.text("config_file")),
                Path.of(settings.text("hba_file")));
    }

    private record Settings(Map<String, String> values) {
        String text(String name) {
            String value = values.get(name);
            if (value == null) {
                throw PostgresProblems.DATABASE_DENIED
                        .says("the database does not show its setting %s", name)
                        .what("only members of pg_read_all_settings see it")
                        .kept("nothing was begun")
                        .remedy("Say GRANT pg_read_all_settings TO the database user.")
                        .asException();
            }
            return value;
        }

        int number(String name) {
            return Integer.parseInt(text(name));
        }

        boolean isOn(String name) {
            return text(name).equals("on");
        }
    }
}
