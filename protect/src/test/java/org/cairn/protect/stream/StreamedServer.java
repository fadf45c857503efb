package org.cairn.protect.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.Sql;
import org.cairn.postgres.server.EmbeddedServer;
import org.cairn.postgres.server.ServerLayout;
import org.cairn.postgres.server.ServerStatus;
import org.cairn.postgres.testing.TestServer;
import org.cairn.postgres.wal.SegmentSize;

/// A server of one test with segments of 1 MiB, which may be crashed and promoted. Close it, else
/// it outlives the test. Safe for two threads, of which one asks for the address only.
final class StreamedServer implements AutoCloseable {
    static final SegmentSize SEGMENTS = new SegmentSize(1 << 20);

    private final ServerLayout layout;
    private final EmbeddedServer server;
    private volatile DatabaseAddress address;

    private StreamedServer(ServerLayout layout, EmbeddedServer server) {
        this.layout = layout;
        this.server = server;
        this.address = server.start(EventSink.NONE);
    }

    static StreamedServer start(Path home, int major) {
        return start(home, major, Map.of());
    }

    static StreamedServer start(Path home, int major, Map<String, String> settings) {
        var layout = new ServerLayout(home.resolve("server"), TestServer.runtimeDirectory());
        var recipe =
                TestServer.recipe(major)
                        .with(
                                List.of("--wal-segsize=1"),
                                Map.of(
                                        "min_wal_size", "2MB",
                                        "max_wal_size", "16MB",
                                        "checkpoint_timeout", "1h"))
                        .with(List.of(), settings);
        return new StreamedServer(layout, new EmbeddedServer(layout, recipe, Steps.NONE));
    }

    DatabaseAddress address() {
        return address;
    }

    Path data() {
        return layout.data();
    }

    Connection connect() {
        return new Database(address, "cairn test").connect();
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
        address = server.start(EventSink.NONE);
    }

    /// Ends its main process as `kill -9` does.
    void kill() {
        if (server.status() instanceof ServerStatus.Running running) {
            ProcessHandle.of(running.pid())
                    .ifPresent(process -> {
                        process.destroyForcibly();
                        process.onExit().join();
                    });
        }
    }

    /// Lets it recover to the end of its WAL and go on with a new timeline, as a promotion would.
    void promote() {
        execute("ALTER SYSTEM SET restore_command = 'false'");
        stop();
        try {
            Path signal = Files.createFile(data().resolve("recovery.signal"));
            // The server may run as another user, who opens it for writing.
            Files.setPosixFilePermissions(signal, PosixFilePermissions.fromString("rw-rw-rw-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        restart();
        // It lets people in before it is promoted, and refuses to write then.
        while (ask("SELECT pg_is_in_recovery()").equals("t")) {
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
