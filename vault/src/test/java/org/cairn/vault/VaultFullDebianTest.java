package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.cairn.kernel.Steps;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.store.FaultyStore;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk of 4 MiB that really fills up: a tmpfs, mounted with mount(8), which needs root. Where
/// this machine does not let the test mount, a store that is full on purpose takes its place.
final class VaultFullDebianTest {
    @TempDir private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = runs("mount", "-t", "tmpfs", "-o", "size=4m", "cairn-test", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(runs("umount", disk.toString())).isTrue();
        }
    }

    private static boolean runs(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void staysWholeOnAFullDisk() {
        FileStore files = FileStore.create(disk, InstantSource.system());
        ObjectStore store = mounted ? files : FaultyStore.fullAfter(files, 4 << 20);
        Vault vault =
                Vault.openOrCreate(store, VaultAccess.CLEAR, InstantSource.system(), Steps.NONE);
        var small = Bytes.store(vault, "a", Bytes.random(1_000_000, 1));

        var problem =
                Problems.raisedBy(
                        VaultProblems.FULL,
                        () -> Bytes.store(vault, "a", Bytes.random(8_000_000, 2)));

        assertThat(problem.what()).isEqualTo("IOException: No space left on device");
        assertThat(problem.code().exitCode()).isEqualTo(6);
        assertThat(disk.resolve(".tmp")).isEmptyDirectory();
        assertThat(vault.documents().log("a")).containsExactly(small);
        assertThat(vault.verify().isSound()).isTrue();
        assertSnapshotsAndWalFillItToo(vault);
        if (mounted) {
            // The room is free again.
            Bytes.store(vault, "a", Bytes.random(2_000_000, 3));
        }
    }

    private void assertSnapshotsAndWalFillItToo(Vault vault) {
        var files = Map.of("base/1/1", Bytes.random(8_000_000, 4));
        var facts = SampleSnapshot.facts("0/2000028");
        Problems.raisedBy(
                VaultProblems.FULL, () -> SampleSnapshot.take(vault.snapshots(), facts, files));
        Problems.raisedBy(
                VaultProblems.FULL,
                () ->
                        SampleWal.put(
                                vault.wal(), WalObject.Kind.SEGMENT, SampleWal.range(0, 16 << 20)));

        assertThat(disk.resolve(".tmp")).isEmptyDirectory();
        assertThat(vault.snapshots().list()).isEmpty();
        assertThat(vault.wal().all()).isEmpty();
        assertThat(vault.verify().isSound()).isTrue();
    }
}
