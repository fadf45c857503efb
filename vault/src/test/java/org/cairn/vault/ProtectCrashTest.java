package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.cairn.kernel.Steps;
import org.cairn.testkit.ChildJvm;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject;
import org.cairn.vault.wal.WalObject.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A separate process that takes a snapshot or ships WAL is halted at each named step, killed at
/// any moment, or starved of room.
final class ProtectCrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MIB = ProtectChild.MIB;

    @TempDir private Path place;
    private Path folder;

    @BeforeEach
    void name() {
        folder = place.resolve("vault");
    }

    private Vault open() {
        return Vault.openOrCreate(folder, InstantSource.system(), Steps.NONE);
    }

    private static int exitCode(ChildJvm child) {
        try (var running = child.start()) {
            return running.await(PATIENCE).exitCode();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vault.snapshot-packs-durable, 1, 0",
        "vault.snapshot-files-durable, 1, 0",
        "vault.snapshot-packs-found, 1, 0",
        "vault.snapshot-durable, 1, 1"
    })
    void showsNoSnapshotBeforeAllOfItIsThere(String step, int packs, int snapshots) {
        assertThat(exitCode(ProtectChild.doing("snapshot", folder, step)))
                .isEqualTo(ProtectChild.HALTED);

        Vault vault = open();

        assertThat(vault.stats().packs()).isEqualTo(packs);
        assertThat(vault.snapshots().list()).hasSize(snapshots);
        assertThat(vault.verify().isSound()).isTrue();
        assertThat(exitCode(ProtectChild.doing("snapshot", folder, "-"))).isZero();
        assertThat(vault.snapshots().list()).hasSize(snapshots + 1);
        assertIsWhole(vault, vault.snapshots().list().getLast());
    }

    private static void assertIsWhole(Vault vault, Snapshot snapshot) {
        Map<String, byte[]> expected = ProtectChild.files();
        try (SnapshotReader reader = vault.snapshots().open(snapshot);
                Stream<SnapshotFile> files = reader.files()) {
            assertThat(files)
                    .hasSize(expected.size())
                    .allSatisfy(file ->
                            assertThat(reader.readAll(file)).isEqualTo(expected.get(file.path())));
        }
        assertThat(vault.snapshots().verify(snapshot).isSound()).isTrue();
    }

    @Test
    void showsOnlyWholeSnapshotsAfterAKillAtAnyMoment() {
        long seed = 20_261_127;
        var random = new Random(seed);
        for (int kill = 0; kill < 6; kill++) {
            try (var child = ProtectChild.doing("snapshot", folder, "-").start()) {
                LockSupport.parkNanos(Duration.ofMillis(300 + random.nextInt(900)).toNanos());
                child.kill();
            }

            Vault vault = open();
            assertThat(vault.verify().isSound()).as("seed %d, kill %d", seed, kill).isTrue();
            vault.snapshots().list().forEach(snapshot -> assertIsWhole(vault, snapshot));
        }
    }

    @ParameterizedTest
    @CsvSource({"vault.wal-durable, 3", "vault.fragments-removed, 1"})
    void removesNoFragmentBeforeItsSegmentIsThere(String step, int objects) {
        Vault vault = open();
        var early = SampleWal.range(16 * MIB, 20 * MIB);
        var late = SampleWal.range(20 * MIB, 32 * MIB);
        SampleWal.put(vault.wal(), Kind.FRAGMENT, early);
        SampleWal.put(vault.wal(), Kind.FRAGMENT, late);

        assertThat(exitCode(ProtectChild.doing("wal", folder, step)))
                .isEqualTo(ProtectChild.HALTED);

        assertThat(vault.wal().list(SampleWal.SERVER)).hasSize(objects);
        assertThat(vault.verify().isSound()).isTrue();
        assertThat(exitCode(ProtectChild.doing("wal", folder, "-"))).isZero();
        var segment = new WalObject(SampleWal.SERVER, ProtectChild.SEGMENT, Kind.SEGMENT);
        assertThat(vault.wal().list(SampleWal.SERVER)).containsExactly(segment);
        assertThat(SampleWal.read(vault.wal(), segment))
                .isEqualTo(SampleWal.bytes(ProtectChild.SEGMENT));
    }

    @Test
    void alwaysHoldsAllOfTheWalWhenKilledAtAnyMoment() {
        Vault vault = open();
        var segment = new WalObject(SampleWal.SERVER, ProtectChild.SEGMENT, Kind.SEGMENT);
        long seed = 20_261_128;
        var random = new Random(seed);
        for (int kill = 0; kill < 5; kill++) {
            for (long at = 16; at < 32; at += 4) {
                SampleWal.put(
                        vault.wal(), Kind.FRAGMENT, SampleWal.range(at * MIB, (at + 4) * MIB));
            }
            try (var child = ProtectChild.doing("wal", folder, "-").start()) {
                LockSupport.parkNanos(Duration.ofMillis(200 + random.nextInt(500)).toNanos());
                child.kill();
            }

            List<WalObject> held = vault.wal().list(SampleWal.SERVER);
            List<WalObject> segments =
                    held.stream().filter(object -> object.kind() == Kind.SEGMENT).toList();
            if (segments.isEmpty()) {
                assertThat(held).as("seed %d, kill %d", seed, kill).hasSize(4);
            } else {
                assertThat(segments).as("seed %d, kill %d", seed, kill).containsExactly(segment);
                assertThat(SampleWal.read(vault.wal(), segment))
                        .isEqualTo(SampleWal.bytes(ProtectChild.SEGMENT));
            }
            assertThat(vault.verify().isSound()).isTrue();
        }
    }

    @Test
    void leavesNothingVisibleWhenTheSystemLimitsTheSizeOfFiles() {
        assertThat(exitCode(ProtectChild.doing("snapshot", folder, "-").longestFile(2048)))
                .isEqualTo(6);
        assertThat(exitCode(ProtectChild.doing("wal", folder, "-").longestFile(2048))).isEqualTo(6);

        assertThat(open().stats()).isEqualTo(new Stats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(folder.resolve(".tmp")).isEmptyDirectory();
        assertThat(open().verify().isSound()).isTrue();
    }
}
