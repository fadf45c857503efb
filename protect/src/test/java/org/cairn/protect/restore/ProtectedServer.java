package org.cairn.protect.restore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.Sql;
import org.cairn.postgres.server.EmbeddedServer;
import org.cairn.postgres.server.ServerLayout;
import org.cairn.postgres.server.ServerPrograms;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.postgres.testing.TestServer;
import org.cairn.protect.backup.BackupOptions;
import org.cairn.protect.backup.BackupTaker;
import org.cairn.protect.plan.RestoreTarget;
import org.cairn.protect.stream.CatchUp;
import org.cairn.protect.stream.StreamListener;
import org.cairn.protect.stream.StreamSettings;
import org.cairn.protect.stream.VaultWait;
import org.cairn.protect.stream.WalStreaming;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;

/// A server of one test with segments of 1 MiB, and the vault that protects it: streamed to while
/// the test lets it, backed up and restored from as a user would. Close it, else it outlives the
/// test. Confined to one thread.
final class ProtectedServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final int major;
    private final Path folder;
    private final ServerLayout layout;
    private final EmbeddedServer server;
    private final Vault vault;
    private final StreamSettings settings;
    private volatile DatabaseAddress address;
    private WalStreaming streaming;
    private FutureTask<Boolean> streamed;

    private ProtectedServer(int major, Path folder, Map<String, String> settings) {
        this.major = major;
        this.folder = folder;
        this.layout = new ServerLayout(folder.resolve("server"), TestServer.runtimeDirectory());
        var recipe =
                TestServer.recipe(major)
                        .with(
                                List.of("--wal-segsize=1", "--data-checksums"),
                                Map.of(
                                        "min_wal_size", "2MB",
                                        "max_wal_size", "64MB",
                                        "checkpoint_timeout", "1h"))
                        .with(List.of(), settings);
        this.server = new EmbeddedServer(layout, recipe, Steps.NONE);
        this.address = server.start(EventSink.NONE);
        this.vault =
                Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
        this.settings =
                StreamSettings.of(() -> address, vault, folder.resolve("journal"))
                        .withShipEvery(Duration.ofMillis(100));
        this.streaming = newStreaming();
        this.streamed = started(streaming);
    }

    /// Starts a server below an empty folder and streams it.
    static ProtectedServer start(Path folder, int major, Map<String, String> settings) {
        return new ProtectedServer(major, folder, settings);
    }

    void startStream() {
        streaming = newStreaming();
        streamed = started(streaming);
    }

    private WalStreaming newStreaming() {
        return new WalStreaming(
                settings, InstantSource.system(), Steps.NONE, EventSink.NONE, StreamListener.NONE);
    }

    private static FutureTask<Boolean> started(WalStreaming streaming) {
        var task = new FutureTask<>(streaming::run, true);
        Thread.ofPlatform().name("stream of the test").start(task);
        return task;
    }

    void stopStream() {
        streaming.stop();
        Tasks.await(streamed);
    }

    Vault vault() {
        return vault;
    }

    Path vaultFolder() {
        return folder.resolve("vault");
    }

    Path data() {
        return layout.data();
    }

    ServerPrograms programs() {
        return OwnServer.programs(major);
    }

    DatabaseAddress address() {
        return address;
    }

    /// How to enter a copy of this server.
    DatabaseAddress address(int port) {
        return new DatabaseAddress(
                address.url().replaceAll(":\\d+/", ":" + port + "/"),
                address.user(),
                address.password());
    }

    Connection connect() {
        return new Database(address, "cairn test").connect();
    }

    void run(String... statements) {
        try (Connection connection = connect()) {
            for (String sql : statements) {
                Sql.execute(connection, sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String ask(String sql) {
        return ask(address, sql);
    }

    static String ask(DatabaseAddress address, String sql) {
        try (Connection connection = new Database(address, "cairn test").connect()) {
            return Sql.load(connection, sql, row -> String.valueOf(row.getString(1)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String identifier() {
        return ask("SELECT system_identifier::text FROM pg_control_system()");
    }

    Lsn flushed() {
        return Lsn.parse(ask("SELECT pg_current_wal_flush_lsn()::text"));
    }

    /// Waits until the vault has all that was committed before.
    Lsn awaitShipped() {
        Lsn end = flushed();
        var timeline =
                new Timeline(
                        Integer.parseInt(
                                ask(
                                        "SELECT ('x' || left(pg_walfile_name('"
                                                + end
                                                + "'), 8))"
                                                + "::bit(32)::int")));
        await(new WalRange(timeline, new Lsn(end.bytes() - 1), end));
        return end;
    }

    private void await(WalRange range) {
        VaultWait.await(settings, catchUp(), identifier(), range, LIMIT);
    }

    private CatchUp catchUp() {
        return new CatchUp(
                settings, InstantSource.system(), Steps.NONE, EventSink.NONE, StreamListener.NONE);
    }

    Snapshot backUp() {
        return backUp(BackupOptions.standard("cairn test"));
    }

    Snapshot backUpReadingAll() {
        return backUp(BackupOptions.standard("cairn test").readingAll());
    }

    private Snapshot backUp(BackupOptions options) {
        return new BackupTaker(
                        new Database(address, "cairn test"),
                        vault.snapshots(),
                        this::await,
                        Steps.NONE)
                .take(options, EventSink.NONE)
                .snapshot();
    }

    MakePlan.Made plan(String target) {
        return new MakePlan(vault)
                .make(new MakePlan.Order(RestoreTarget.parse(target), null, null));
    }

    /// Restores from the vault alone; the caller stops the server that runs then.
    Restorer.Restored restore(String target, Path into) {
        return restore(plan(target), into, EventSink.NONE);
    }

    Restorer.Restored restore(MakePlan.Made made, Path into, EventSink events) {
        return new Restorer(vault, programs(), InstantSource.system(), events, Steps.NONE)
                .restore(made, RestoreFolders.of(into, made.snapshot(), Map.of()));
    }

    void stop() {
        server.stop();
    }

    void restart() {
        address = server.start(EventSink.NONE);
    }

    /// Lets it recover to the end of its WAL and go on with a new timeline, as a promotion would.
    void promote() {
        run("ALTER SYSTEM SET restore_command = 'false'");
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
        try {
            stopStream();
        } finally {
            server.stop();
        }
    }
}
