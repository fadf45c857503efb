package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A separate process is halted at each named step, or killed at any moment.
final class VaultCrashTest {
    private static final int LENGTH = 3_000_000;

    @TempDir private Path place;
    private Path folder;

    @BeforeEach
    void name() {
        folder = place.resolve("vault");
    }

    private Vault open() {
        return Vault.openOrCreate(folder, InstantSource.system(), Steps.NONE);
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("child.log").toFile())
                .start();
    }

    @ParameterizedTest
    @CsvSource({
        "vault.pack-durable, 1, 0, 0",
        "vault.body-durable, 1, 1, 0",
        "vault.document-durable, 1, 1, 1"
    })
    void showsNothingHalfDoneAfterAHaltAt(String step, int packs, int bodies, int documents)
            throws Exception {
        Process child = start(VaultChild.command(folder, step, LENGTH, 1));
        assertThat(child.waitFor()).isEqualTo(VaultChild.HALTED);

        Vault vault = open();

        assertThat(vault.stats().packs()).isEqualTo(packs);
        assertThat(vault.stats().bodies()).isEqualTo(bodies);
        assertThat(vault.documents().log(VaultChild.SOURCE)).hasSize(documents);
        assertThat(vault.verify().isSound()).isTrue();
        byte[] body = VaultChild.body(LENGTH, 1);
        var stored = Bytes.store(vault, VaultChild.SOURCE, body);
        assertThat(vault.documents().log(VaultChild.SOURCE))
                .hasSize(documents + 1)
                .contains(stored);
        assertThat(vault.documents().open(stored.sha256()).read(0, LENGTH)).isEqualTo(body);
        assertThat(vault.stats().bodies()).isEqualTo(1);
    }

    @Test
    void showsNothingHalfDoneAfterAKillAtAnyMoment() throws Exception {
        long seed = 20_261_121;
        var random = new Random(seed);
        int stored = 0;
        for (int kill = 0; kill < 8; kill++) {
            int length = 20_000_000;
            Process child = start(VaultChild.command(folder, "-", length, kill));
            boolean ended = child.waitFor(300 + random.nextInt(500), TimeUnit.MILLISECONDS);
            child.destroyForcibly().waitFor();
            stored += ended ? 1 : 0;

            Vault vault = open();
            assertThat(vault.verify().isSound()).as("seed %d, kill %d", seed, kill).isTrue();
            for (var document : vault.documents().log(VaultChild.SOURCE)) {
                assertThat(document.lengthBytes()).isEqualTo(length);
            }
        }
        assertThat(open().documents().log(VaultChild.SOURCE))
                .as("what was reported as stored is there")
                .hasSizeGreaterThanOrEqualTo(stored);
    }

    @Test
    void storesOneBodyForManyProcesses() throws Exception {
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            children.add(start(VaultChild.command(folder, "-", LENGTH, 5)));
        }
        for (Process child : children) {
            assertThat(child.waitFor()).isZero();
        }

        Vault vault = open();

        assertThat(vault.documents().log(VaultChild.SOURCE)).hasSize(4);
        assertThat(vault.stats().bodies()).isEqualTo(1);
        assertThat(vault.verify().isSound()).isTrue();
        assertThat(vault.documents().open(Sha256.of(VaultChild.body(LENGTH, 5))).lengthBytes())
                .isEqualTo(LENGTH);
    }

    @Test
    void leavesNothingVisibleWhenTheSystemLimitsTheSizeOfFiles() throws Exception {
        List<String> limited =
                new ArrayList<>(List.of("sh", "-c", "ulimit -f 2048; exec \"$@\"", "sh"));
        limited.addAll(VaultChild.command(folder, "-", LENGTH, 6));

        assertThat(start(limited).waitFor()).isEqualTo(6);

        assertThat(open().stats()).isEqualTo(new Stats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(folder.resolve(".tmp")).isEmptyDirectory();
        assertThat(open().verify().isSound()).isTrue();
    }
}
