package org.cairn.protect.restore;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.cairn.postgres.change.WalRoute;
import org.cairn.postgres.server.ServerPrograms;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.postgres.testing.PrivateServer;
import org.cairn.protect.backup.BackupOptions;
import org.cairn.protect.backup.BackupTaker;
import org.cairn.protect.backup.WalDurability;
import org.cairn.protect.plan.LogSearch;
import org.cairn.protect.plan.RestoreTarget;
import org.cairn.protect.plan.TimelinePath;
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
    private final PrivateServer server;
    private final Vault vault;
    private final StreamSettings settings;
    private WalStreaming streaming;
    private FutureTask<Boolean> streamed;

    private ProtectedServer(int major, Path folder, Map<String, String> settings) {
        this.major = major;
        this.folder = folder;
        Map<String, String> all =
                new HashMap<>(
                        Map.of(
                                "min_wal_size", "2MB",
                                "max_wal_size", "64MB",
                                "checkpoint_timeout", "1h"));
        all.putAll(settings);
        this.server =
                PrivateServer.start(
                        folder, major, List.of("--wal-segsize=1", "--data-checksums"), all);
        this.vault =
                Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
        this.settings =
                StreamSettings.of(server::address, vault, folder.resolve("journal"))
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
        return server.data();
    }

    ServerPrograms programs() {
        return OwnServer.programs(major);
    }

    DatabaseAddress address() {
        return server.address();
    }

    /// How to enter a copy of this server.
    DatabaseAddress address(int port) {
        return new DatabaseAddress(
                address().url().replaceAll(":\\d+/", ":" + port + "/"),
                address().user(),
                address().password());
    }

    Connection connect() {
        return server.connect();
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
        return ask(address(), sql);
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

    private final class StreamedWal implements WalDurability {
        @Override
        public void await(WalRange range) {
            ProtectedServer.this.await(range);
        }

        @Override
        public Optional<LogSearch.Wal> open(WalRoute route, TimelinePath path) {
            return new VaultLog(vault, identifier()).open(route, path, this::await);
        }
    }

    private CatchUp catchUp() {
        return new CatchUp(
                settings, InstantSource.system(), Steps.NONE, EventSink.NONE, StreamListener.NONE);
    }

    Snapshot backUp() {
        return backUp(Steps.NONE);
    }

    Snapshot backUp(Steps steps) {
        return backUp(BackupOptions.standard("cairn test"), steps);
    }

    Snapshot backUpReadingAll() {
        return backUp(BackupOptions.standard("cairn test").readingAll(), Steps.NONE);
    }

    private Snapshot backUp(BackupOptions options, Steps steps) {
        return new BackupTaker(
                        new Database(address(), "cairn test"),
                        vault.snapshots(),
                        new StreamedWal(),
                        steps)
                .take(options, EventSink.NONE)
                .snapshot();
    }

    MakePlan.Made plan(String target) {
        return plan(target, Map.of());
    }

    MakePlan.Made plan(String target, Map<Long, Path> tablespaces) {
        return new MakePlan(vault)
                .make(new MakePlan.Order(RestoreTarget.parse(target), null, null, tablespaces));
    }

    /// Restores from the vault alone; the caller stops the server that runs then.
    Restorer.Restored restore(String target, Path into) {
        return restore(plan(target), into, EventSink.NONE);
    }

    Restorer.Restored restore(MakePlan.Made made, Path into, EventSink events) {
        return new Restorer(vault, programs(), InstantSource.system(), events, Steps.NONE)
                .restore(made, RestoreFolders.of(into, made.tablespaces()));
    }

    void stop() {
        server.stop();
    }

    void restart() {
        server.restart();
    }

    void promote() {
        server.promote();
    }

    @Override
    public void close() {
        try {
            stopStream();
        } finally {
            server.close();
        }
    }
}
