package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalGap;
import org.cairn.vault.wal.WalObject;
import org.cairn.vault.wal.WalObject.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What of a server's WAL was taken away out of the vault.
final class ServerPastTest {
    private static final Timeline OLD = Timeline.FIRST;
    private static final Timeline NEW = new Timeline(2);
    private static final int SIZE = 0x1000;

    @TempDir private Path folder;
    private Vault vault;

    @BeforeEach
    void makeAVault() {
        vault = Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    private static WalRange range(Timeline timeline, long start, long end) {
        return new WalRange(timeline, new Lsn(start), new Lsn(end));
    }

    private void put(Kind kind, WalRange range) {
        vault.wal()
                .put(
                        new WalObject(SampleWal.SERVER, range, kind),
                        16 << 20,
                        new ByteArrayInputStream(new byte[(int) range.lengthBytes()]),
                        SampleWal.AT);
    }

    private void putSegments(Timeline timeline, int... numbers) {
        for (int number : numbers) {
            put(Kind.SEGMENT, range(timeline, (long) number * SIZE, (number + 1L) * SIZE));
        }
    }

    /// The second timeline begins in the middle of segment 7.
    private void branch() {
        vault.wal()
                .putHistory(
                        SampleWal.SERVER,
                        NEW,
                        "1\t0/7800\treason\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aBaseLeadsToItsOwnSnapshotWhateverItsLabel() {
        var late = new AtomicReference<Snapshot>();
        Vault slow =
                Vault.open(
                        folder.resolve("vault"),
                        InstantSource.system(),
                        step -> {
                            if (step.equals("vault.snapshot-announced")) {
                                late.set(take(vault, "0/3000028"));
                            }
                        });
        Snapshot early = take(slow, "0/2000028");

        ServerPast past = ServerPast.of(vault, SampleSnapshot.SERVER);

        assertThat(early.label()).isEqualTo(late.get().label());
        assertThat(past.bases().stream().map(past::snapshot)).containsExactly(early, late.get());
    }

    private static Snapshot take(Vault vault, String start) {
        return SampleSnapshot.take(vault.snapshots(), SampleSnapshot.facts(start), Map.of());
    }

    private void lose(WalRange range) {
        vault.wal()
                .putGap(
                        new WalGap(
                                SampleWal.SERVER,
                                range,
                                "removed",
                                Instant.parse("2026-11-01T10:00:00Z")));
    }

    private ServerPast past() {
        return ServerPast.of(vault, SampleWal.SERVER);
    }

    @Test
    void whatIsThereWithoutABreakHasNoHole() {
        putSegments(OLD, 4, 5, 6);
        put(Kind.FRAGMENT, range(OLD, 7 * SIZE, 0x7200));
        put(Kind.FRAGMENT, range(OLD, 0x7200, 0x7800));
        putSegments(NEW, 7, 8);
        branch();

        assertThat(past().holes()).isEmpty();
    }

    @Test
    void aSegmentOrAFragmentOutOfTheMiddleIsMissed() {
        putSegments(OLD, 4, 6);
        put(Kind.FRAGMENT, range(OLD, 7 * SIZE, 0x7200));
        put(Kind.FRAGMENT, range(OLD, 0x7300, 0x7800));

        assertThat(past().holes())
                .containsExactly(range(OLD, 5 * SIZE, 6 * SIZE), range(OLD, 0x7200, 0x7300));
    }

    @Test
    void aGapThatWasRecordedIsNoHoleAndWhatIsMissingBesideItIs() {
        putSegments(OLD, 4, 8);
        lose(range(OLD, 6 * SIZE, 8 * SIZE));

        assertThat(past().holes()).containsExactly(range(OLD, 5 * SIZE, 6 * SIZE));

        lose(range(OLD, 5 * SIZE, 6 * SIZE));
        assertThat(past().holes()).isEmpty();
    }

    @Test
    void theEndOfATimelineThatWasLeftIsMissed() {
        putSegments(OLD, 4, 5);
        putSegments(NEW, 7, 8);
        branch();

        assertThat(past().holes()).containsExactly(range(OLD, 6 * SIZE, 0x7800));
    }

    @Test
    void theBeginningOfTheNextTimelineIsMissed() {
        putSegments(OLD, 4, 5, 6, 7);
        putSegments(NEW, 8);
        branch();

        assertThat(past().holes()).containsExactly(range(NEW, 0x7800, 8 * SIZE));
    }

    @Test
    void whatWasBeforeTheFirstBackupAndBehindTheLastWalIsNotExpected() {
        putSegments(NEW, 9);
        branch();

        assertThat(past().holes()).isEmpty();
    }

    @Test
    void theWalOfABackupItselfIsMissedThoughItWouldBeTheFirst() {
        SampleSnapshot.take(
                vault.snapshots(),
                SampleSnapshot.facts("0/4100"),
                Map.of("base/5/1", new byte[8192], "global/pg_control", new byte[8192]));
        putSegments(OLD, 5, 6);

        assertThat(past().holes()).containsExactly(range(OLD, 0x4100, 0x4258));
    }
}
