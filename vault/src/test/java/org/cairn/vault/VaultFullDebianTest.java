package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.cairn.kernel.Steps;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.FaultyStore;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectStore;
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
        Vault vault = Vault.openOrCreate(store, InstantSource.system(), Steps.NONE);
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
        if (mounted) {
            // The room is free again.
            Bytes.store(vault, "a", Bytes.random(2_000_000, 3));
        }
    }
}
