package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Secret;
import org.cairn.kernel.Steps;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.server.RestoredServer;
import org.cairn.postgres.server.RunningServer;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.protect.plan.RestoreTarget;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.Vault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A restore that is ended anywhere, and disks that fail under it. The server is gone; there is
/// only the vault.
final class RestoreCrashTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int KILLED = 137;

    @TempDir private static Path shared;
    private static DatabaseAddress original;

    @TempDir private Path folder;
    private Map<String, Long> vaultBefore;

    @BeforeAll
    static void fillAVault() throws IOException {
        letOthersIn(shared);
        try (var server =
                ProtectedServer.start(
                        shared,
                        18,
                        // The original once recovered by itself; a half-restored copy must not.
                        Map.of("restore_command", "false", "max_wal_size", "64MB"))) {
            original = server.address();
            server.run(
                    "CREATE TABLE t (a integer PRIMARY KEY, b text)",
                    "INSERT INTO t SELECT i, repeat('x', 300) FROM generate_series(1, 10000) i");
            server.backUp();
            for (int i = 1; i <= 8; i++) {
                server.run(
                        "INSERT INTO t SELECT i, repeat('y', 300) FROM generate_series(%d, %d) i"
                                .formatted(i * 10_000 + 1, i * 10_000 + 5_000));
            }
            server.awaitShipped();
        }
    }

    private static void letOthersIn(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @BeforeEach
    void lookAtTheVault() throws IOException {
        letOthersIn(folder);
        vaultBefore = listing(vault());
    }

    @AfterEach
    void theVaultIsUnchangedAndStillRestores() throws Exception {
        assertThat(listing(vault())).as("the vault").isEqualTo(vaultBefore);
        assertThat(Vault.open(vault(), InstantSource.system(), Steps.NONE).verify().isSound())
                .isTrue();
    }

    private static Path vault() {
        return shared.resolve("vault");
    }

    /// Names and lengths.
    private static Map<String, Long> listing(Path root) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sizes.put(root.relativize(file).toString(), Files.size(file));
            }
        }
        return sizes;
    }

    private static String rows(int port) {
        return ProtectedServer.ask(
                new DatabaseAddress(
                        original.url().replaceAll(":\\d+/", ":" + port + "/"),
                        original.user(),
                        new Secret(original.password().reveal())),
                "SELECT count(*) || ' ' || max(a) FROM t");
    }

    /// Waits until the server that lost its restore has come to an end, one way or the other: it
    /// stopped, or had all that it needed and is open.
    private static void awaitEndOfOrphan(Path into) {
        long begin = System.nanoTime();
        while (RunningServer.find(into).isPresent() && isRecovering(into)) {
            assertThat(System.nanoTime() - begin).isLessThan(LONG.toNanos());
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static boolean isRecovering(Path into) {
        return Files.exists(into.resolve("recovery.signal"));
    }

    /// Starts PostgreSQL by hand on what is left over. It opens only what is whole.
    private boolean opensWhole(Path into) {
        awaitEndOfOrphan(into);
        RunningServer.find(into).ifPresent(RunningServer::stop);
        if (!Files.exists(into.resolve("PG_VERSION"))) {
            return false;
        }
        try (var server =
                RestoredServer.on(into, OwnServer.programs(18), folder.resolve("by-hand.log"))) {
            server.start(Map.of());
            server.awaitQueries(LONG, _ -> {});
            assertThat(rows(server.port())).as("rows of a copy that opens").isEqualTo(ALL);
            return true;
        } catch (ProblemException e) {
            assertThat(e.problem().code().name()).isEqualTo("restored-server-failed");
            return false;
        }
    }

    private static final String ALL = "50000 85000";

    @ParameterizedTest
    @CsvSource({
        "restore.files-forced, no",
        "restore.label-forced, no",
        "restore.control-placed, no",
        "restore.wal-laid, perhaps",
        "restore.started, perhaps",
        "restore.promoted, yes"
    })
    void aRestoreThatIsHaltedAt(String step, String opens) throws Exception {
        Path into = folder.resolve("copy");
        try (var child = RestoreChild.of(vault(), into, step).start()) {
            assertThat(child.await(LONG).exitCode())
                    .as(child.stdout() + child.stderr())
                    .isEqualTo(RestoreChild.HALTED);
        }

        boolean opened = opensWhole(into);

        if (!opens.equals("perhaps")) {
            assertThat(opened).as("PostgreSQL opens what is left").isEqualTo(opens.equals("yes"));
        }
        var again =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> new RestoreFolders(into, Map.of()).requireFree());
        assertThat(again).as("a second restore into it").isNotNull();
        assertThat(again.problem().code().name()).isEqualTo("restore-folder-in-use");
    }

    private void restoresElsewhere() throws Exception {
        Path into = folder.resolve("another");
        try (var child = RestoreChild.of(vault(), into, "-").start()) {
            assertThat(child.await(LONG).exitCode()).as(child.stdout()).isEqualTo(0);
        }
        assertThat(opensWhole(into)).as("the next restore is whole").isTrue();
    }

    @Test
    void aRestoreThatIsKilledAnywhereNeverOpensAsIfWhole() throws Exception {
        var random = SeededRandom.fresh();
        long begin = System.nanoTime();
        restoresElsewhere();
        long whole = System.nanoTime() - begin;
        for (int i = 0; i < 10; i++) {
            Path into = folder.resolve("copy" + i);
            long after = random.between(0, whole * 2 / 3);
            try (var child = RestoreChild.of(vault(), into, "-").start()) {
                child.awaitOutput("begun", LONG);
                LockSupport.parkNanos(after);
                assertThat(child.kill().exitCode()).isIn(KILLED, 0);
            }
            try {
                opensWhole(into);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "killed after %d ms, %s".formatted(after / 1_000_000, random), e);
            }
            delete(into);
        }
        delete(folder.resolve("another"));
        delete(folder.resolve("another-restore"));
        restoresElsewhere();
    }

    private static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFullDiskEndsTheRestoreAndLeavesNothingThatStarts() throws Exception {
        Path into = folder.resolve("copy");
        try (var child = RestoreChild.of(vault(), into, "-").longestFile(2_000).start()) {
            var finished = child.await(LONG);

            assertThat(finished.stdout()).contains("restore-full").contains("no server starts");
            assertThat(finished.exitCode()).isEqualTo(6);
        }
        assertThat(into.resolve("global/pg_control")).doesNotExist();
        assertThat(opensWhole(into)).isFalse();
        restoresElsewhere();
    }

    @Test
    void aDamagedPackIsNamedAndNothingStarts() throws Exception {
        Path copy = copyOfTheVault();
        Path pack = largest(copy);
        byte[] bytes = Files.readAllBytes(pack);
        bytes[bytes.length / 2] ^= 1;
        Files.write(pack, bytes);

        isRefused(copy, "vault-object-damaged", copy.relativize(pack));
    }

    @Test
    void aMissingPackIsNamedAndNothingStarts() throws Exception {
        Path copy = copyOfTheVault();
        Path pack = largest(copy);
        Files.delete(pack);

        isRefused(copy, "vault-object-missing", copy.relativize(pack));
    }

    @Test
    void aDamagedSegmentIsNamedAndTheCopyDoesNotOpen() throws Exception {
        Path copy = copyOfTheVault();
        Path segment;
        try (Stream<Path> files = Files.walk(copy.resolve("wal"))) {
            segment =
                    files.filter(file -> file.toString().matches(".*/[0-9a-f]{16}-[0-9a-f]{16}"))
                            .filter(file -> !file.toString().contains("/frag/"))
                            .sorted(Comparator.reverseOrder())
                            .skip(2)
                            .findFirst()
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);

        isRefused(copy, "vault-object-damaged", copy.relativize(segment));
    }

    @Test
    void aDiskThatFailsWhileWalIsLaidOutEndsTheRestore() {
        Path into = folder.resolve("copy");
        Path ready = folder.resolve("copy-restore/wal/ready");
        Steps steps =
                step -> {
                    if (step.equals("restore.wal-laid")) {
                        delete(ready);
                    }
                };

        var thrown =
                catchThrowableOfType(ProblemException.class, () -> restore(vault(), into, steps));

        assertThat(thrown).as("a problem").isNotNull();
        Problem problem = thrown.problem();
        assertThat(problem.code().name()).as(problem.toString()).isEqualTo("restore-unwritable");
        assertThat(problem.kept())
                .isEqualTo(
                        "the vault is unchanged; the directory is not what was asked for, do not use it");
        assertThat(RunningServer.find(into)).isEmpty();
        assertThat(opensWhole(into)).as("PostgreSQL opens what is left").isFalse();
    }

    @Test
    void aRestoreThatIsCancelledLeavesNoServerBehind() {
        Path into = folder.resolve("copy");
        Steps steps =
                step -> {
                    if (step.equals("restore.started")) {
                        Thread.currentThread().interrupt();
                    }
                };

        assertThatThrownBy(() -> restore(vault(), into, steps))
                .isInstanceOf(CancellationException.class);

        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(RunningServer.find(into)).isEmpty();
        opensWhole(into);
    }

    private static void restore(Path vault, Path into, Steps steps) {
        var opened = Vault.open(vault, InstantSource.system(), Steps.NONE);
        var made = new MakePlan(opened).make(MakePlan.Order.to(new RestoreTarget.Latest()));
        var _ =
                new Restorer(
                                opened,
                                OwnServer.programs(18),
                                InstantSource.system(),
                                EventSink.NONE,
                                steps)
                        .restore(made, RestoreFolders.of(into, made.tablespaces()));
    }

    private void isRefused(Path vault, String code, Path object) {
        Path into = folder.resolve("copy");

        var thrown =
                catchThrowableOfType(
                        ProblemException.class, () -> restore(vault, into, Steps.NONE));

        assertThat(thrown).as("a problem").isNotNull();
        Problem problem = thrown.problem();
        assertThat(problem.code().name()).as(problem.toString()).isEqualTo(code);
        assertThat(problem.toString()).contains(object.toString());
        assertThat(opensWhole(into)).as("PostgreSQL opens what is left").isFalse();
    }

    private Path copyOfTheVault() throws IOException {
        Path target = folder.resolve("vault");
        try (Stream<Path> files = Files.walk(vault())) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(vault().relativize(file).toString()));
            }
        }
        return target;
    }

    private static Path largest(Path vault) throws IOException {
        try (Stream<Path> files = Files.walk(vault)) {
            return files.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }
}
