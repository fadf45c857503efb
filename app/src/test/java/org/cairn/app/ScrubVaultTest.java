package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `serve` does each day for a vault.
final class ScrubVaultTest {
    @TempDir private Path folder;

    @BeforeEach
    void declare() throws IOException {
        Files.writeString(folder.resolve("cairn.yaml"), "version: 1\nproject: p\n");
        wiring().vault();
    }

    private Wiring wiring() {
        return new Wiring(folder, folder, EventSink.NONE, Map.of());
    }

    private Path slot() throws IOException {
        try (Stream<Path> slots = Files.list(folder.resolve(".cairn/vault/keys/00000001"))) {
            return slots.sorted().findFirst().orElseThrow();
        }
    }

    @Test
    void remembersWhenItWasDoneAndNeedsNoKey() throws IOException {
        assertThat(wiring().scrubVault(null).lastBegun()).isNull();
        Files.delete(folder.resolve(".cairn/vault.key"));

        wiring().scrubVault(null).daily();

        assertThat(wiring().scrubVault(null).lastBegun()).isNotNull();
    }

    @Test
    void isAProblemWhenSomethingIsDamaged() throws IOException {
        byte[] bytes = Files.readAllBytes(slot());
        bytes[40] ^= 1;
        Files.write(slot(), bytes);

        // A share is at least one object, and the slots come first.
        var problem = ProjectFixture.problemOf(() -> wiring().scrubVault(null).daily());

        assertThat(problem.code().name()).isEqualTo("vault-object-damaged");
        assertThat(problem.headline()).isEqualTo("1 objects of the vault are damaged");
        assertThat(problem.what()).contains("its seal does not fit its bytes");
    }

    @Test
    void theLabelOfAShareIsOneOfSoManyParts() {
        var problem =
                ProjectFixture.problemOf(
                        () -> wiring().scrubVault(null).scrub(new ScrubVault.Order("2/3", false)));

        assertThat(problem.headline()).isEqualTo("'2/3' is no share of a vault");
    }
}
