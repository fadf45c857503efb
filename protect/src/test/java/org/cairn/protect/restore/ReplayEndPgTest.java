package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.server.RestoredServer;
import org.cairn.vault.wal.WalObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A replay that ends before all that the plan promised is no restore, though PostgreSQL is content
/// with it: the end of valid WAL is where a replay of all of it ends.
final class ReplayEndPgTest {
    @TempDir private Path folder;

    @BeforeEach
    void letOtherUsersIn() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /// Puts an object into the vault again of which the second half is zeros: whole to the vault,
    /// and the end of WAL to PostgreSQL.
    private static void cutShort(ProtectedServer server, WalObject object) {
        var archive = server.vault().wal();
        try (InputStream bytes = archive.open(object)) {
            byte[] content = bytes.readAllBytes();
            Arrays.fill(content, content.length / 2, content.length, (byte) 0);
            Files.delete(server.vaultFolder().resolve(object.name().value()));
            archive.put(
                    object,
                    16 << 20,
                    new ByteArrayInputStream(content),
                    InstantSource.system().instant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WalObject newest(ProtectedServer server) {
        List<WalObject> all = server.vault().wal().list(server.identifier());
        return all.getLast();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aReplayThatEndsEarlyFailsAndLeavesNothingToStart(int major) throws Exception {
        try (var server = ProtectedServer.start(folder, major, Map.of())) {
            server.run("CREATE TABLE t (a integer, b text)");
            server.backUp();
            for (int i = 0; i < 50; i++) {
                server.run("INSERT INTO t VALUES (%d, repeat('x', 1000))".formatted(i));
            }
            server.awaitShipped();
            server.stopStream();
            Path into = folder.resolve("copy");
            MakePlan.Made made = server.plan("latest");
            var restorer =
                    new Restorer(
                            server.vault(),
                            server.programs(),
                            InstantSource.system(),
                            EventSink.NONE,
                            step -> {
                                // The plan has been compared with the log by now.
                                if (step.equals("restore.control-placed")) {
                                    cutShort(server, newest(server));
                                }
                            });
            var folders = RestoreFolders.of(into, made.tablespaces());

            var thrown =
                    catchThrowableOfType(
                            ProblemException.class, () -> restorer.restore(made, folders));

            assertThat(thrown).as("a failure").isNotNull();
            Problem problem = thrown.problem();
            assertThat(problem.code().name()).isEqualTo("recovery-failed");
            assertThat(problem.headline())
                    .isEqualTo("the restored server did not reach the end of the WAL");
            assertThat(problem.kept())
                    .isEqualTo(
                            "the vault is unchanged; the directory has no pg_control any more, so no"
                                    + " server starts on it");
            assertThat(problem.remedy())
                    .startsWith("Run `cairn repo check`, and restore to a point");
            cannotBeStarted(server, into);
            assertThat(
                            catchThrowableOfType(
                                            ProblemException.class,
                                            () ->
                                                    RestoreFolders.of(into, made.tablespaces())
                                                            .requireFree())
                                    .problem()
                                    .what())
                    .isEqualTo("a restore into it did not come to its end");
            server.startStream();
        }
    }

    private void cannotBeStarted(ProtectedServer server, Path data) {
        assertThat(data.resolve("postmaster.pid")).as("nothing runs on it").doesNotExist();
        try (var started =
                RestoredServer.on(data, server.programs(), folder.resolve("another.log"))) {
            started.start(Map.of());
            assertThat(
                            catchThrowableOfType(
                                    ProblemException.class,
                                    () ->
                                            started.awaitQueries(
                                                    java.time.Duration.ofMinutes(1), at -> {})))
                    .as("a server that does not start")
                    .isNotNull();
        }
    }
}
