package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.cairn.kernel.Problem;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.testkit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose WAL lacks what a recovery needs cannot be protected, and says how it could.
final class MinimalWalPgTest {
    @TempDir private Path folder;

    @Test
    void backupAndServeRefuseWalOfLevelMinimal() throws Exception {
        // The server may run as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var server =
                OwnServer.start(
                        18,
                        folder,
                        Map.of(
                                "wal_level",
                                "minimal",
                                "max_wal_senders",
                                "0",
                                "summarize_wal",
                                "off"))) {
            var project = ProjectFixture.in(folder.resolve("project"), server.address());

            Problem backup = ProjectFixture.problemOf(() -> project.wiring().takeBackup().take());
            assertThat(backup.code().name()).isEqualTo("backup-settings-wrong");
            assertThat(backup.headline()).isEqualTo("the server cannot be backed up as it is set");
            assertThat(backup.what())
                    .isEqualTo("wal_level is minimal: the WAL lacks what a recovery needs");
            assertThat(backup.remedy())
                    .isEqualTo("Set it to replica in postgresql.conf and restart the server.");
            assertThat(project.vault().snapshots().survey().snapshots()).isEmpty();
            try (var serve = ChildJvm.of(ServeMain.class).argument(project.root()).start()) {
                serve.awaitOutput(
                        "WAL is not received: the server has no free session for replication"
                                + " (wal-senders-exhausted). Raise max_wal_senders, which needs wal_level ="
                                + " replica, and restart the server; or end another receiver.",
                        Duration.ofMinutes(1));
            }
        }
    }
}
