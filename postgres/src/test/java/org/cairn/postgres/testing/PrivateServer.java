package org.cairn.postgres.testing;

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
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.Sql;
import org.cairn.postgres.server.EmbeddedServer;
import org.cairn.postgres.server.ServerLayout;

/// A server of one test class, for what must not be done to [TestServer]: settings of its own,
/// crashes, promotions. Close it, else it outlives the test. Safe for two threads, of which one
/// asks for the address only.
public final class PrivateServer implements AutoCloseable {
    private final ServerLayout layout;
    private final EmbeddedServer server;
    private volatile DatabaseAddress address;

    private PrivateServer(ServerLayout layout, EmbeddedServer server) {
        this.layout = layout;
        this.server = server;
        this.address = server.start(EventSink.NONE);
    }

    /// Makes and starts a server.
    ///
    /// @param home an empty directory, usually of `@TempDir`
    public static PrivateServer start(Path home, int major, Map<String, String> settings) {
        return start(home, major, List.of(), settings);
    }

    /// Makes and starts a server with options of `initdb`.
    public static PrivateServer start(
            Path home, int major, List<String> options, Map<String, String> settings) {
        var layout = new ServerLayout(home.resolve("state"), TestServer.runtimeDirectory());
        var recipe = TestServer.recipe(major).with(options, settings);
        return new PrivateServer(layout, new EmbeddedServer(layout, recipe, Steps.NONE));
    }

    /// A superuser's; another one after each [#restart].
    public DatabaseAddress address() {
        return address;
    }

    public Path data() {
        return layout.data();
    }

    public Connection connect() {
        return new Database(address, "cairn test").connect();
    }

    /// Up to here WAL is on the server's disk, with everything that was committed before.
    public static Lsn flushed(Connection connection) {
        return Sql.load(
                connection,
                "SELECT pg_current_wal_flush_lsn()::text",
                row -> Lsn.parse(row.getString(1)));
    }

    public void stop() {
        server.stop();
    }

    /// Ends it as a loss of power would, as far as a process can.
    public void crash() {
        try {
            long pid =
                    Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst());
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            postmaster.destroyForcibly();
            postmaster.onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts it again after [#stop] or a crash.
    public void restart() {
        address = server.start(EventSink.NONE);
    }

    /// Lets it recover to the end of its WAL and go on with a new timeline, as a promotion would.
    public void promote() {
        try (Connection connection = connect()) {
            // Recovery wants a command, and shall find nothing but what is in pg_wal.
            Sql.execute(connection, "ALTER SYSTEM SET restore_command = 'false'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
        while (isInRecovery()) {
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }

    private boolean isInRecovery() {
        try (Connection connection = connect()) {
            return Sql.load(connection, "SELECT pg_is_in_recovery()", row -> row.getBoolean(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
