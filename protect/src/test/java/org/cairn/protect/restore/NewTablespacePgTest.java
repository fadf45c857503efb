package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.cairn.kernel.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A tablespace that was created after the backup: replaying that would link the copy to the place
/// where the old server still writes.
final class NewTablespacePgTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void refusesToReplayItsCreationAndLeavesTheOriginalAlone(int major) throws IOException {
        try (var server = ProtectedServer.start(folder, major, Map.of())) {
            server.backUp();
            server.run("CREATE TABLE before_it AS SELECT generate_series(1, 10) AS n");
            String before = server.awaitShipped().toString();
            createTablespace(server);
            server.run(
                    "CREATE TABLE t TABLESPACE elsewhere AS SELECT generate_series(1, 500) AS n");
            server.awaitShipped();
            Path into = folder.resolve("into");

            var refused =
                    catchThrowableOfType(
                            ProblemException.class, () -> server.restore("latest", into));

            assertThat(refused.problem().code().name()).isEqualTo("tablespace-in-wal");
            assertThat(refused.problem().kept()).contains("no pg_control");
            assertThat(into.resolve("global/pg_control")).doesNotExist();
            assertThat(server.ask("SELECT sum(n) FROM t")).isEqualTo("125250");
            try (var restored = server.restore(before, folder.resolve("earlier")).server()) {
                assertThat(
                                ProtectedServer.ask(
                                        server.address(restored.port()),
                                        "SELECT count(*) FROM before_it"))
                        .isEqualTo("10");
            }
        }
    }

    @Test
    void aBackupTakenAfterItPutsItElsewhere() throws IOException {
        try (var server = ProtectedServer.start(folder, 18, Map.of())) {
            createTablespace(server);
            server.backUp();
            server.run(
                    "CREATE TABLE t TABLESPACE elsewhere AS SELECT generate_series(1, 500) AS n");
            server.awaitShipped();

            try (var restored = server.restore("latest", folder.resolve("into")).server()) {
                assertThat(
                                ProtectedServer.ask(
                                        server.address(restored.port()), "SELECT sum(n) FROM t"))
                        .isEqualTo("125250");
            }
        }
    }

    private void createTablespace(ProtectedServer server) throws IOException {
        Path place = Files.createDirectory(folder.resolve("elsewhere"));
        // The server may run as another user.
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
        server.run("CREATE TABLESPACE elsewhere LOCATION '" + place + "'");
    }
}
