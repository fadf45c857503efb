package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.cairn.kernel.Steps;
import org.cairn.vault.key.KeySlot;
import org.cairn.vault.key.SecretKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A process that makes a vault or changes its keys is halted at each step: the vault opens by the
/// keys of before or by the new ones, and what it holds can be read.
final class KeyCrashTest {
    @TempDir private Path place;

    private int run(String haltAt, String act) throws Exception {
        return new ProcessBuilder(KeyChild.command(place.resolve("vault"), haltAt, act))
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("child.log").toFile())
                .start()
                .waitFor();
    }

    private Vault open() {
        return TestAccess.openOrCreate(place.resolve("vault"));
    }

    private List<KeySlot> slots() {
        return Vault.keys(place.resolve("vault"), InstantSource.system(), Steps.NONE).list();
    }

    @ParameterizedTest
    @CsvSource({"vault.slots-durable", "vault.created"})
    void makesAVaultThatOpensAfterAHaltAt(String step) throws Exception {
        assertThat(run(step, "create")).isEqualTo(KeyChild.HALTED);

        var document = Bytes.store(open(), "a", Bytes.random(500, 1));

        assertThat(open().documents().open(document.sha256()).read(0, 500)).hasSize(500);
        assertThat(open().verify().isSound()).isTrue();
        assertThat(slots())
                .extracting(KeySlot::kind)
                .containsExactlyInAnyOrder(SecretKind.FILE, SecretKind.RECOVERY);
    }

    @ParameterizedTest
    @CsvSource({
        "vault.slot-durable, add, 3",
        "vault.slot-removed, remove, 1",
        "vault.epoch-slots-durable, rotate, 2",
        "vault.epoch-durable, rotate, 4",
        "vault.rotated, rotate, 2"
    })
    void opensAndReadsAfterAHaltAt(String step, String act, int slots) throws Exception {
        var document = Bytes.store(open(), "a", Bytes.random(500, 1));

        assertThat(run(step, act)).isEqualTo(KeyChild.HALTED);

        assertThat(slots()).hasSize(slots);
        assertThat(open().documents().open(document.sha256()).read(0, 500)).hasSize(500);
        Bytes.store(open(), "a", Bytes.random(500, 2));
        assertThat(open().verify().isSound()).isTrue();
        assertThat(run("-", "rotate")).isZero();
        assertThat(slots()).hasSize(2);
        assertThat(open().verify().isSound()).isTrue();
    }

    @Test
    void makesOneVaultForManyProcesses() throws Exception {
        List<Process> children =
                java.util.stream.Stream.generate(
                                () -> KeyChild.command(place.resolve("vault"), "-", "create"))
                        .limit(4)
                        .map(KeyCrashTest::start)
                        .toList();
        for (Process child : children) {
            assertThat(child.waitFor()).isZero();
        }

        assertThat(slots())
                .extracting(KeySlot::kind)
                .containsExactlyInAnyOrder(SecretKind.FILE, SecretKind.RECOVERY);
        assertThat(open().verify().isSound()).isTrue();
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
