package org.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.testkit.ChildJvm;
import org.cairn.testkit.RunningJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve` ends at SIGTERM however badly things stand, soon enough for whoever supervises it.
final class ServeEndPgTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    // systemd kills after 90 s.
    private static final Duration IN_TIME = Duration.ofSeconds(45);
    private static final long JOURNAL_MAX = 64L << 20;

    @TempDir private Path folder;

    private Path project() {
        return folder.resolve("project");
    }

    private CliSession session(OwnServer server) {
        return new CliSession(project())
                .write("secret", server.address().password().reveal())
                .write(
                        "cairn.yaml",
                        """
                        version: 1
                        project: council
                        database: {url: "%s", user: %s, password: "${file:secret}"}
                        protect: {journal_max: 64MiB, ship_every: 200ms}
                        """
                                .formatted(server.address().url(), server.address().user()));
    }

    private long journalBytes() {
        try (Stream<Path> tree = Files.walk(project().resolve(".cairn/wal"))) {
            return tree.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Supplier<String> what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin).as(what.get()).isLessThan(LONG.toNanos());
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void aFullJournalAndABackupThatWaitsForWalDoNotKeepIt() throws Exception {
        // The server may run as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (var server = OwnServer.start(18, folder, Map.of("wal_keep_size", "512MB"))) {
            CliSession session = session(server);
            assertThat(session.cairn("repo", "init").exit()).isZero();
            // The vault takes everything but WAL.
            Files.writeString(project().resolve(".cairn/vault/wal"), "in the way");
            try (RunningJvm serve =
                    ChildJvm.of(Main.class)
                            .argument("serve")
                            .argument("-p")
                            .argument(project())
                            .start()) {
                await(serve::stderr, () -> serve.stderr().contains("streaming WAL"));
                server.run(
                        "CREATE TABLE t AS SELECT repeat(md5(i::text), 30) AS a"
                                + " FROM generate_series(1, 130000) AS i");
                await(serve::stderr, () -> journalBytes() >= JOURNAL_MAX);
                await(serve::stderr, () -> serve.stderr().contains("read server: "));

                long begin = System.nanoTime();
                assertThat(ProcessHandle.of(serve.pid()).orElseThrow().destroy()).isTrue();
                RunningJvm.Finished end = serve.await(LONG);

                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(IN_TIME);
                assertThat(end.exitCode()).as(end.stderr()).isZero();
                assertThat(journalBytes()).as("kept").isGreaterThanOrEqualTo(JOURNAL_MAX);
            }
        }
    }
}
