package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.cairn.testkit.ChildJvm;
import org.cairn.vault.copy.CopyStage;
import org.cairn.vault.sweep.Amount;
import org.cairn.vault.sweep.Sweeper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A separate process that copies a vault is halted at each named step, killed at any moment, or
/// starved of room: what it leaves is a sound vault, or none yet, and the next one completes it.
final class ReplicateCrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir private Path place;
    private Path vault;
    private Path copy;

    @BeforeEach
    void make() {
        vault = place.resolve("vault");
        copy = place.resolve("copy");
        CopySample.make(vault);
    }

    private static int exitCode(ChildJvm child) {
        try (var running = child.start()) {
            return running.await(PATIENCE).exitCode();
        }
    }

    private void assertIsSoundAndIsCompleted(String when) {
        if (Files.exists(copy.resolve("repo.json"))) {
            CopySample.assertSound(copy);
        }
        assertThat(exitCode(ReplicateChild.copying(vault, copy, "-", 1))).as(when).isZero();
        CopySample.assertSameButForSessions(CopySample.store(vault), CopySample.store(copy));
        CopySample.assertSound(copy);
    }

    private static List<String> steps() {
        return Stream.concat(
                        Arrays.stream(CopyStage.values()).map(CopyStage::step),
                        Stream.of("copy.session-begun"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void leavesASoundVaultAfterAHaltAt(String step) {
        assertThat(exitCode(ReplicateChild.copying(vault, copy, step, 1)))
                .isEqualTo(ReplicateChild.HALTED);

        assertThat(Files.exists(copy.resolve("repo.json")))
                .isEqualTo(
                        !step.equals("copy.keys-durable") && !step.equals("copy.epochs-durable"));
        assertIsSoundAndIsCompleted(step);
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "5", "7", "9", "11", "13", "15"})
    void leavesASoundVaultAfterAHaltAfterSoManyObjects(int objects) {
        assertThat(exitCode(ReplicateChild.copying(vault, copy, "copy.object-durable", objects)))
                .isEqualTo(ReplicateChild.HALTED);

        assertIsSoundAndIsCompleted(objects + " objects");
    }

    @Test
    void makesAnewWhatItHadRemovedBeforeItWasHalted() throws IOException {
        assertThat(exitCode(ReplicateChild.copying(vault, copy, "-", 1))).isZero();
        CopySample.cut(CopySample.first(copy, "packs"), 9);

        assertThat(exitCode(ReplicateChild.copying(vault, copy, "copy.damaged-removed", 1)))
                .isEqualTo(ReplicateChild.HALTED);

        assertThat(exitCode(ReplicateChild.copying(vault, copy, "-", 1))).isZero();
        CopySample.assertSameButForSessions(CopySample.store(vault), CopySample.store(copy));
    }

    @Test
    void whatItLeftOfItsSessionGoesWithASweepOfTheCopy() {
        assertThat(exitCode(ReplicateChild.copying(vault, copy, "copy.packs-durable", 1)))
                .isEqualTo(ReplicateChild.HALTED);
        Vault left = CopySample.open(copy);
        assertThat(left.sweeper().sweep(Sweeper.GRACE).condemned()).isEqualTo(Amount.NONE);
        assertThat(left.snapshots().walNeeds()).hasSize(1);

        left.sweeper().sweep(Duration.ZERO);

        assertThat(left.snapshots().walNeeds()).isEmpty();
        assertThat(CopySample.store(copy).list("packs/")).isEmpty();
        assertIsSoundAndIsCompleted("swept");
    }

    @Test
    void leavesASoundVaultAfterAKillAtAnyMoment() {
        long seed = 20_261_129;
        var random = new Random(seed);
        for (int kill = 0; kill < 5; kill++) {
            try (var child = ReplicateChild.copying(vault, copy, "-", 1).start()) {
                LockSupport.parkNanos(Duration.ofMillis(300 + random.nextInt(700)).toNanos());
                child.kill();
            }
            if (Files.exists(copy.resolve("repo.json"))) {
                CopySample.assertSound(copy);
            }
        }
        assertIsSoundAndIsCompleted("seed " + seed);
    }

    @Test
    void leavesASoundVaultWhenThereIsNoRoom() throws IOException {
        // More than the library of zstd has, which is unpacked first; less than two of the packs.
        assertThat(exitCode(ReplicateChild.copying(vault, copy, "-", 1).longestFile(1500)))
                .isEqualTo(6);

        CopySample.assertSound(copy);
        try (Stream<Path> left = Files.list(copy.resolve(".tmp"))) {
            assertThat(left).isEmpty();
        }
        assertIsSoundAndIsCompleted("no room");
    }
}
