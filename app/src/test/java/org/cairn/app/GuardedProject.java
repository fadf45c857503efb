package org.cairn.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.postgres.testing.TestServer;
import org.cairn.protect.plan.RestoreTarget;
import org.cairn.protect.plan.Window;
import org.cairn.protect.restore.MakePlan;
import org.cairn.protect.restore.ServerPast;
import org.cairn.testkit.ChildJvm;
import org.jspecify.annotations.Nullable;

/// A project on a server of its own, which may be served, destroyed and restored. Close it, else
/// the server outlives the test. Confined to one thread.
final class GuardedProject implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(2);

    private final Path folder;
    private final OwnServer server;
    private final ProjectFixture project;

    private GuardedProject(Path folder, OwnServer server, ProjectFixture project) {
        this.folder = folder;
        this.server = server;
        this.project = project;
    }

    /// Makes and starts a server and writes a project for it, with source `s` of CSV.
    ///
    /// @param more lines of `cairn.yaml`
    static GuardedProject in(Path folder, String more) {
        try {
            // The server may run as another user.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            var server = OwnServer.start(18, folder, Map.of("wal_keep_size", "256MB"));
            Path root = folder.resolve("project");
            var project = ProjectFixture.in(root, server.address()).source("csv");
            project.file("cairn.yaml", Files.readString(root.resolve("cairn.yaml")) + more);
            return new GuardedProject(folder, server, project);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProjectFixture project() {
        return project;
    }

    OwnServer server() {
        return server;
    }

    /// Everything anew, as in a new process that finds the server's programs unpacked.
    Wiring wiring() {
        return new Wiring(
                project.root(),
                TestServer.runtimeDirectory().resolve(".."),
                EventSink.NONE,
                Steps.NONE);
    }

    /// A `serve` in this process.
    final class Serving implements AutoCloseable {
        final List<String> notes = new CopyOnWriteArrayList<>();
        private final ServeProject serve;
        private final FutureTask<Boolean> task;

        private Serving() {
            serve =
                    new Wiring(
                                    project.root(),
                                    project.root(),
                                    event -> {
                                        if (event instanceof RunEvent.Noted(String message)) {
                                            notes.add(message);
                                        }
                                    },
                                    Steps.NONE)
                            .serveProject();
            task = new FutureTask<>(serve::run, true);
            Thread.ofPlatform().name("serve under test").start(task);
        }

        void awaitConnected() {
            await("connected: " + notes, () -> serve.status().connected());
        }

        @Override
        public void close() {
            serve.stop();
            Tasks.await(task);
        }
    }

    Serving serve() {
        return new Serving();
    }

    /// A `serve` in a process of its own.
    ChildJvm serveApart() {
        return ChildJvm.of(ServeMain.class).argument(project.root());
    }

    static void await(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > LONG.toNanos()) {
                throw new AssertionError("not " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    int backups() {
        return project.vault().snapshots().survey().snapshots().size();
    }

    ServerPast past() {
        return ServerPast.newest(project.vault()).orElseThrow();
    }

    /// Waits until all that was committed before can be restored.
    void awaitReachable() {
        Lsn end = Lsn.parse(project.ask("SELECT pg_current_wal_flush_lsn()::text"));
        await(
                "in the vault: " + end,
                () ->
                        past().window()
                                .newest()
                                .map(Window.Interval::to)
                                .filter(to -> to.compareTo(end) >= 0)
                                .isPresent());
    }

    /// Stops the server and removes its directory.
    void destroyTheServer() {
        server.close();
        delete(folder.resolve("server18"));
    }

    static void delete(Path root) {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MakePlan.Order order(String target) {
        return new MakePlan.Order(RestoreTarget.parse(target), null, null);
    }

    /// A restored server that runs; stopped when it is closed.
    record Copy(ExecuteRestore.Report report, DatabaseAddress address, ControlCopy control)
            implements AutoCloseable {
        String ask(String sql) throws Exception {
            return OwnServer.ask(address, sql);
        }

        @Override
        public void close() {
            control.stop();
        }
    }

    /// Restores with nothing but the vault and its key, as on a bare machine.
    Copy restoreFromTheVaultAlone(String target, String into) {
        Path vault = project.root().resolve(".cairn/vault");
        var bare =
                new Wiring(
                        folder.resolve("nothing here"),
                        TestServer.runtimeDirectory().resolve(".."),
                        EventSink.NONE,
                        Map.of(),
                        project.root().resolve(".cairn/vault.key"));
        return restored(bare, bare.planRestore(vault).plan(order(target)), vault, into);
    }

    /// Restores in the project, which knows journal and login too.
    Copy restoreInTheProject(String target, String into) {
        Wiring wiring = wiring();
        return restored(wiring, wiring.planRestore(null).plan(order(target)), null, into);
    }

    private Copy restored(Wiring wiring, MakePlan.Made made, @Nullable Path vault, String into) {
        Path data = folder.resolve(into);
        ExecuteRestore.Report report =
                wiring.executeRestore(vault, made)
                        .restore(made, data, Map.of(), ExecuteRestore.Afterwards.RUN);
        return new Copy(
                report,
                ExecuteRestore.at(server.address(), report.port()),
                wiring.controlCopy(data));
    }

    @Override
    public void close() {
        server.close();
    }
}
