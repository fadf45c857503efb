package org.cairn.postgres.summary;

import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.cairn.postgres.Sql;
import org.cairn.postgres.change.DatabaseRows;
import org.cairn.postgres.change.ServerStanding;

/// Asks a server for what [org.cairn.postgres.change.Soundness] has to know. Needs no right that
/// not everybody has. Both are asked after `pg_backup_start` and before the first file is read.
public final class StandingQuery {
    private static final String STANDING =
            """
            SELECT system_identifier::text AS server, pg_postmaster_start_time() AS started,
                   current_setting('data_checksums')::boolean AS checksums,
                   current_setting('wal_log_hints')::boolean AS hints,
                   pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest
              FROM pg_control_system()
            """;
    // What the statement sees is what pg_current_snapshot() says: no row is by a later transaction.
    private static final String DATABASES =
            """
            SELECT oid::bigint, xmin::text::bigint,
                   pg_snapshot_xmax(pg_current_snapshot())::text::bigint
              FROM pg_database
            """;

    private StandingQuery() {}

    /// What a snapshot remembers.
    public static ServerStanding standing(Connection connection) {
        return Sql.load(
                connection,
                STANDING,
                row ->
                        new ServerStanding(
                                row.getString("server"),
                                Objects.requireNonNull(Sql.instant(row, "started")),
                                row.getBoolean("checksums"),
                                row.getBoolean("hints"),
                                row.getLong("oldest")));
    }

    /// The databases as they are now.
    public static DatabaseRows databases(Connection connection) {
        var writers = new HashMap<Long, Long>();
        var next =
                Sql.list(
                        connection,
                        DATABASES,
                        row -> {
                            writers.put(row.getLong(1), row.getLong(2));
                            return row.getLong(3);
                        });
        return new DatabaseRows(Map.copyOf(writers), next.getFirst());
    }
}
