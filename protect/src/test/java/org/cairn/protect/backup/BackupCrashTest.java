package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.testing.TestServer;
import org.cairn.vault.Vault;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Cairn dies at every step of a backup: there is no half of a snapshot, and the next one succeeds.
final class BackupCrashTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "backup.started, 0",
        "backup.files-read, 0",
        "backup.stopped, 0",
        "backup.wal-durable, 0",
        "vault.snapshot-packs-durable, 0",
        "vault.snapshot-files-durable, 0",
        "vault.snapshot-packs-found, 0",
        "vault.snapshot-durable, 1"
    })
    void leavesAllOrNothingAndTheNextBackupSucceeds(String step, int visible) throws Exception {
        Path place = folder.resolve("vault");
        DatabaseAddress address = TestServer.of(18).createDatabase();
        Process child =
                new ProcessBuilder(BackupChild.command(place, address, step)).inheritIO().start();
        assertThat(child.waitFor()).isEqualTo(BackupChild.HALTED);
        Vault vault = Vault.openOrCreate(place, InstantSource.system(), Steps.NONE);
        assertThat(vault.snapshots().list()).hasSize(visible);

        BackupResult next =
                new BackupTaker(
                                new Database(address, "test"),
                                vault.snapshots(),
                                _ -> {},
                                Steps.NONE)
                        .take(
                                new BackupOptions(2, 1, false, BackupLimits.NONE, "test"),
                                EventSink.NONE);

        assertThat(vault.snapshots().list()).hasSize(visible + 1).contains(next.snapshot());
        assertThat(vault.verify().isSound()).isTrue();
        if (step.startsWith("vault.")) {
            // What the one before stored is found, whether a snapshot names it or not.
            assertThat(next.storedBytes()).isLessThan(next.logicalBytes() / 20);
        }
    }
}
