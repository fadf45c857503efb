package org.cairn.postgres.backup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.Sql;
import org.cairn.postgres.SqlProblems;

/// A backup in progress, as the server sees it: from `pg_backup_start` to `pg_backup_stop`.
///
/// The server ties it to the connection: whatever ends that ends the backup, and [#stop] fails.
/// Confined to one thread. The connection stays the caller's and must be in autocommit.
public final class BackupSession implements AutoCloseable {
    private static final String POSITION =
            """
            SELECT lsn::text, left(pg_walfile_name(lsn), 8)
              FROM pg_current_wal_insert_lsn() AS lsn
            """;
    private static final String START =
            """
            SELECT lsn::text, left(pg_walfile_name(lsn), 8), clock_timestamp() AS at
              FROM pg_backup_start(?, fast => true) AS lsn
            """;
    // convert_to: the bytes as the server has them, also in an encoding that Java does not know.
    private static final String STOP =
            """
            SELECT lsn::text, clock_timestamp() AS at,
                   convert_to(labelfile, getdatabaseencoding()) AS label,
                   convert_to(spcmapfile, getdatabaseencoding()) AS map
              FROM pg_backup_stop(wait_for_archive => false)
            """;

    /// Where the server writes: a backup that is started after this was asked starts there or
    /// behind it, on the same timeline.
    public record Position(Timeline timeline, Lsn at) {}

    /// Where the backup began.
    ///
    /// @param start from here on all WAL is needed
    /// @param at the server's clock
    public record Started(Lsn start, Timeline timeline, Instant at) {}

    /// What the end of a backup yields.
    ///
    /// @param stop up to here all WAL is needed
    /// @param backupLabel the content of `backup_label`, byte for byte
    /// @param tablespaceMap the content of `tablespace_map`, empty when there is none
    /// @param at the server's clock
    public record Stopped(Lsn stop, byte[] backupLabel, byte[] tablespaceMap, Instant at) {}

    private final Connection connection;
    private final Started started;
    private boolean running = true;

    private BackupSession(Connection connection, Started started) {
        this.connection = connection;
        this.started = started;
    }

    /// Asks where the server writes. Problems: as of [#start].
    public static Position position(Connection connection) {
        refuseStandby(connection);
        return Sql.load(
                connection,
                POSITION,
                row ->
                        new Position(
                                Timeline.parseHex(row.getString(2)), Lsn.parse(row.getString(1))));
    }

    /// Begins a backup with an immediate checkpoint. Problems: `backup-on-standby`,
    /// `database-denied`, `database-lost`.
    ///
    /// @param label goes into `backup_label`; one line
    public static BackupSession start(Connection connection, String label) {
        refuseStandby(connection);
        // It says nothing until the end, which may be hours away.
        Sql.execute(connection, "SET idle_session_timeout = 0");
        Started started =
                Sql.load(
                        connection,
                        START,
                        row ->
                                new Started(
                                        Lsn.parse(row.getString(1)),
                                        Timeline.parseHex(row.getString(2)),
                                        Objects.requireNonNull(Sql.instant(row, "at"))),
                        label);
        return new BackupSession(connection, started);
    }

    public Started started() {
        return started;
    }

    /// Ends the backup. It does not wait for the archive: that the WAL is kept is the caller's
    /// care. Problems: `database-lost` and others of a statement; then there is no backup.
    public Stopped stop() {
        if (!running) {
            throw new IllegalStateException("the backup was stopped already");
        }
        running = false;
        return Sql.load(connection, STOP, BackupSession::stopped);
    }

    /// The WAL without which a backup that stopped there is worth nothing.
    public WalRange range(Stopped stopped) {
        return new WalRange(started.timeline(), started.start(), stopped.stop());
    }

    /// Gives up a backup that was not stopped. A session that is gone has done so already.
    @Override
    public void close() {
        if (!running) {
            return;
        }
        running = false;
        try {
            if (connection.isValid(5)) {
                Sql.load(connection, STOP, BackupSession::stopped);
            }
        } catch (SQLException e) {
            throw SqlProblems.of("give up a backup", e);
        }
    }

    private static Stopped stopped(ResultSet row) throws SQLException {
        return new Stopped(
                Lsn.parse(row.getString(1)),
                row.getBytes("label"),
                Objects.requireNonNullElse(row.getBytes("map"), new byte[0]),
                Objects.requireNonNull(Sql.instant(row, "at")));
    }

    private static void refuseStandby(Connection connection) {
        if (Sql.load(connection, "SELECT pg_is_in_recovery()", row -> row.getBoolean(1))) {
            throw PostgresProblems.BACKUP_ON_STANDBY
                    .says("this server is a standby")
                    .what("a backup begins with a checkpoint, and only a primary server makes one")
                    .kept("nothing was begun")
                    .remedy("Set database.url to the primary server.")
                    .asException();
        }
    }
}
