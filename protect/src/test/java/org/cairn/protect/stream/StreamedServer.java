package org.cairn.protect.stream;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.PrivateServer;
import org.cairn.postgres.wal.SegmentSize;

/// A server of one test with segments of 1 MiB, which may be crashed and promoted. Close it, else
/// it outlives the test. Safe for two threads, of which one asks for the address only.
final class StreamedServer implements AutoCloseable {
    static final SegmentSize SEGMENTS = new SegmentSize(1 << 20);

    private final PrivateServer server;

    private StreamedServer(PrivateServer server) {
        this.server = server;
    }

    static StreamedServer start(Path home, int major) {
        return start(home, major, Map.of());
    }

    static StreamedServer start(Path home, int major, Map<String, String> settings) {
        Map<String, String> all =
                new HashMap<>(
                        Map.of(
                                "min_wal_size", "2MB",
                                "max_wal_size", "16MB",
                                "checkpoint_timeout", "1h"));
        all.putAll(settings);
        return new StreamedServer(
                PrivateServer.start(home, major, List.of("--wal-segsize=1"), all));
    }

    DatabaseAddress address() {
        return server.address();
    }

    Path data() {
        return server.data();
    }

    Connection connect() {
        return server.connect();
    }

    void execute(String... statements) {
        try (Connection connection = connect()) {
            for (String statement : statements) {
                Sql.execute(connection, statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String ask(String sql) {
        try (Connection connection = connect()) {
            return Sql.load(connection, sql, row -> String.valueOf(row.getString(1)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String systemIdentifier() {
        return ask("SELECT system_identifier::text FROM pg_control_system()");
    }

    /// Up to here WAL is on the server's disk, with everything that was committed before.
    Lsn flushed() {
        return Lsn.parse(ask("SELECT pg_current_wal_flush_lsn()::text"));
    }

    /// Writes WAL of about that many MiB.
    void work(int mebibytes) {
        execute(
                "CREATE TABLE IF NOT EXISTS work (t text)",
                """
                INSERT INTO work SELECT repeat(md5(i::text), 30)
                FROM generate_series(1, %d) AS i
                """
                        .formatted(mebibytes * 1000));
    }

    Path walFile(Timeline timeline, Lsn position) {
        return data().resolve("pg_wal").resolve(SEGMENTS.fileName(timeline, position));
    }

    void stop() {
        server.stop();
    }

    void restart() {
        server.restart();
    }

    void kill() {
        server.crash();
    }

    void promote() {
        server.promote();
    }

    @Override
    public void close() {
        server.close();
    }
}
