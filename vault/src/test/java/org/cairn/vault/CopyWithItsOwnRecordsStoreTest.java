package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.cairn.kernel.WalRange;
import org.cairn.vault.copy.Replicated;
import org.cairn.vault.snapshot.SnapshotHold;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalGap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A copy that expires, is pinned and notices gaps by itself, as its original does.
final class CopyWithItsOwnRecordsStoreTest {
    private static final WalRange RANGE = SampleWal.range(1 << 20, 2 << 20);

    @TempDir private Path place;

    @Test
    void keepsItsOwnRecordsOfWhatBothHaveSaid() {
        Path original = place.resolve("vault");
        Path copy = place.resolve("copy");
        Vault vault = CopySample.make(original);
        assertThat(CopySample.copy(original, copy).isWhole()).isTrue();
        String snapshot = vault.snapshots().list().getFirst().objectName();
        List<BiConsumer<Vault, String>> acts =
                List.of(
                        (in, why) -> in.wal().putExpired(gap(why)),
                        (in, why) -> in.wal().putGap(gap(why)),
                        (in, why) ->
                                in.holds()
                                        .put(
                                                new SnapshotHold(
                                                        snapshot, "asha", why, Instant.EPOCH)));
        acts.forEach(act -> act.accept(vault, "in the original"));
        acts.forEach(act -> act.accept(CopySample.open(copy), "here"));

        Replicated again = CopySample.copy(original, copy);

        assertThat(again.findings()).isEmpty();
        assertThat(again.isWhole()).isTrue();
        assertThat(again.copied()).isZero();
        assertThat(CopySample.open(copy).wal().expired(SampleWal.SERVER))
                .extracting(WalGap::reason)
                .containsExactly("here");
    }

    private static WalGap gap(String why) {
        return new WalGap(SampleWal.SERVER, RANGE, why, Instant.EPOCH);
    }
}
