package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.server.RestoredServer;
import org.cairn.postgres.server.RunningServer;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A restore over a directory that is ended anywhere: no server opens on what it leaves, unless
/// that is whole, and the same restore goes on with it.
final class DeltaCrashTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String ALL = "20000 20000";

    @TempDir private static Path shared;
    private static DatabaseAddress original;

    @TempDir private Path folder;
    private Path data;

    @BeforeAll
    static void fillAVaultAndGoOn() throws IOException {
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var server = ProtectedServer.start(shared, 18, Map.of())) {
            original = server.address();
            server.run(
                    "CREATE TABLE t (a integer PRIMARY KEY, b text)",
                    "INSERT INTO t SELECT i, repeat('x', 300) FROM generate_series(1, 10000) i");
            server.backUp();
            server.run(
                    "INSERT INTO t SELECT i, repeat('y', 300) FROM generate_series(10001, 20000) i");
            server.awaitShipped();
            server.stopStream();
            server.run(
                    "UPDATE t SET b = repeat('z', 200)",
                    "INSERT INTO t SELECT i, 'w' FROM generate_series(20001, 25000) i",
                    "CREATE TABLE more AS SELECT * FROM t");
            server.stop();
            copy(server.data(), shared.resolve("stopped"));
        }
    }

    @BeforeEach
    void layTheDirectoryOut() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        data = folder.resolve("data");
        copy(shared.resolve("stopped"), data);
    }

    /// With owners and modes.
    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path copied = to.resolve(from.relativize(path).toString());
                Files.copy(path, copied, StandardCopyOption.COPY_ATTRIBUTES);
                for (String id : new String[] {"unix:uid", "unix:gid"}) {
                    Files.setAttribute(
                            copied,
                            id,
                            Files.getAttribute(path, id, LinkOption.NOFOLLOW_LINKS),
                            LinkOption.NOFOLLOW_LINKS);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static String rows(int port) {
        return ProtectedServer.ask(
                new DatabaseAddress(
                        original.url().replaceAll(":\\d+/", ":" + port + "/"),
                        original.user(),
                        original.password()),
                "SELECT count(*) || ' ' || max(a) FROM t");
    }

    /// A server that lost its restore stops, or had all that it needed and opens.
    private void endOrphan() {
        long begin = System.nanoTime();
        while (RunningServer.find(data).isPresent()
                && Files.exists(data.resolve("recovery.signal"))) {
            assertThat(System.nanoTime() - begin).isLessThan(LONG.toNanos());
            LockSupport.parkNanos(5_000_000);
        }
        RunningServer.find(data).ifPresent(RunningServer::stop);
    }

    private boolean opens() {
        try (var server =
                RestoredServer.on(data, OwnServer.programs(18), folder.resolve("by-hand.log"))) {
            server.start(Map.of());
            server.awaitQueries(LONG, _ -> {});
            assertThat(rows(server.port())).as("rows of a directory that opens").isEqualTo(ALL);
            return true;
        } catch (ProblemException e) {
            assertThat(e.problem().code().name()).isEqualTo("restored-server-failed");
            return false;
        }
    }

    private void goesOn() throws Exception {
        try (var child = RestoreChild.over(shared.resolve("vault"), data, "-").start()) {
            assertThat(child.await(LONG).exitCode()).as(child.stdout() + child.stderr()).isZero();
        }
        RunningServer running = RunningServer.find(data).orElseThrow();
        try {
            assertThat(rows(running.port())).as("the same restore once more").isEqualTo(ALL);
        } finally {
            running.stop();
        }
        assertThat(data.resolve(LocalDirectory.REPLACED)).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "restore.control-away, no",
        "restore.files-forced, no",
        "restore.control-placed, no",
        "restore.started, perhaps",
        "restore.promoted, yes"
    })
    void oneThatIsHaltedAtAStepGoesOn(String step, String opens) throws Exception {
        try (var child = RestoreChild.over(shared.resolve("vault"), data, step).start()) {
            assertThat(child.await(LONG).exitCode())
                    .as(child.stdout() + child.stderr())
                    .isEqualTo(RestoreChild.HALTED);
        }
        endOrphan();

        boolean opened = opens();

        if (!opens.equals("perhaps")) {
            assertThat(opened).as("PostgreSQL opens what is left").isEqualTo(opens.equals("yes"));
        }
        goesOn();
    }

    @Test
    void oneThatIsKilledAnywhereNeverOpensAsIfWholeAndGoesOn() throws Exception {
        var random = SeededRandom.fresh();
        long begin = System.nanoTime();
        goesOn();
        long whole = System.nanoTime() - begin;
        for (int i = 0; i < 2; i++) {
            delete(data);
            delete(folder.resolve("data-restore"));
            copy(shared.resolve("stopped"), data);
            long after = random.between(0, whole / 2);
            try (var child = RestoreChild.over(shared.resolve("vault"), data, "-").start()) {
                child.awaitOutput("begun", LONG);
                LockSupport.parkNanos(after);
                var _ = child.kill();
            }
            endOrphan();
            try {
                if (Files.exists(data.resolve(LocalDirectory.REPLACED))) {
                    opens();
                }
                goesOn();
            } catch (AssertionError e) {
                throw new AssertionError(
                        "killed after %d ms, %s".formatted(after / 1_000_000, random), e);
            }
        }
    }

    @Test
    void aFullDiskLeavesNothingThatStartsAndTheSameGoesOn() throws Exception {
        try (var child =
                RestoreChild.over(shared.resolve("vault"), data, "-").longestFile(2_000).start()) {
            var finished = child.await(LONG);

            assertThat(finished.stdout())
                    .contains("restore-full")
                    .contains("is unfinished, and no server opens on it")
                    .contains("Then run the same command again");
            assertThat(finished.exitCode()).isEqualTo(6);
        }
        assertThat(opens()).isFalse();
        goesOn();
    }
}
