package org.cairn.protect.expire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.cairn.kernel.Steps;
import org.cairn.protect.plan.Retention;
import org.cairn.protect.restore.ServerPast;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Cairn dies at every step of an expiry: there is never a snapshot without its WAL, nothing is
/// taken for lost, and the next one finishes.
final class ExpireCrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SENTENCE = "pitr 36h";

    @TempDir private Path place;
    private Vault vault;

    @BeforeEach
    void fill() {
        vault = Vault.openOrCreate(place.resolve("v"), InstantSource.system(), Steps.NONE);
        SampleStock.fill(vault);
    }

    @ParameterizedTest
    @CsvSource({
        "expire.removal-announced, 1, 6, 7, 0",
        "expire.hold-sought, 2, 5, 7, 0",
        "expire.snapshot-removed, 1, 5, 7, 0",
        "expire.snapshot-removed, 2, 4, 7, 0",
        "expire.snapshots-removed, 1, 4, 7, 0",
        "expire.wal-recorded, 1, 4, 7, 2",
        "expire.wal-removed, 1, 4, 6, 2",
        "expire.wal-removed, 2, 4, 5, 2",
        "expire.wal-all-removed, 1, 4, 5, 2",
        "expire.records-removed, 1, 4, 5, 2"
    })
    void neverLeavesASnapshotWithoutItsWal(
            String step, int nth, int snapshots, int wal, int records) {
        try (var child = ExpireChild.on(place.resolve("v"), SENTENCE, step, nth).start()) {
            assertThat(child.await(PATIENCE).exitCode()).isEqualTo(ExpireChild.HALTED);
        }

        assertThat(vault.snapshots().list())
                .hasSize(snapshots)
                .allMatch(snapshot -> SampleStock.isWhole(vault, snapshot));
        assertThat(SampleStock.walDays(vault)).hasSize(wal);
        assertThat(vault.wal().expired(SampleStock.SERVER)).hasSize(records);
        isSound();

        var expire = new ExpireBackups(vault, InstantSource.system(), Steps.NONE);
        expire.execute(expire.decide(SampleStock.SERVER, Retention.parse(SENTENCE)));

        assertThat(SampleStock.labels(vault))
                .containsExactly(
                        SampleStock.label(2),
                        SampleStock.label(4),
                        SampleStock.label(5),
                        SampleStock.label(6));
        assertThat(SampleStock.walDays(vault)).containsExactly(2L, 4L, 5L, 6L, 7L);
        assertThat(vault.removals().announced()).isEmpty();
        assertThat(vault.proofs().newest())
                .containsOnlyKeys(vault.snapshots().list().getLast().objectName());
        isSound();
    }

    private void isSound() {
        assertThat(vault.verify().isSound()).isTrue();
        assertThat(ServerPast.of(vault, SampleStock.SERVER).holes()).isEmpty();
        for (Snapshot snapshot : vault.snapshots().list()) {
            assertThat(vault.snapshots().verify(snapshot).isSound()).isTrue();
        }
    }
}
