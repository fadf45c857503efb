package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.protect.plan.TimelinePath;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.Vault;
import org.cairn.vault.wal.WalObject;
import org.cairn.vault.wal.WalObject.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is read along a way through timelines: behind a branch, never a byte of the one that was
/// left there, although the vault holds it.
final class VaultWalTest {
    private static final String SERVER = "7000000000000000001";
    private static final int SEGMENT = 1 << 16;
    private static final Timeline OLD = Timeline.FIRST;
    private static final Timeline NEW = new Timeline(2);
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");

    @TempDir private Path folder;
    private Vault vault;

    @BeforeEach
    void makeAVault() {
        vault = Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    /// Bytes that say of which timeline they are, and where they stand.
    private static byte[] bytes(Timeline timeline, long start, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            long at = start + i;
            bytes[i] = (byte) (at * 31 + (at >> 8) + timeline.number() * 101L);
        }
        return bytes;
    }

    private void put(Kind kind, Timeline timeline, long start, int length) {
        vault.wal()
                .put(
                        new WalObject(
                                SERVER,
                                new WalRange(timeline, new Lsn(start), new Lsn(start + length)),
                                kind),
                        16 << 20,
                        new ByteArrayInputStream(bytes(timeline, start, length)),
                        AT);
    }

    private static TimelinePath branchedAt(long branch) {
        return TimelinePath.of(
                new TimelineHistory(
                        NEW, List.of(new TimelineHistory.Branch(OLD, new Lsn(branch)))));
    }

    private VaultWal along(TimelinePath path) {
        return new VaultWal(new ListedWal(vault.wal(), SERVER), path);
    }

    private static byte[] read(VaultWal wal, long at, int length) {
        byte[] target = new byte[length];
        return Arrays.copyOf(target, wal.read(new Lsn(at), target, 0, length));
    }

    private static byte[] joined(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Test
    void behindTheBranchItReadsTheNewTimelineThoughTheSegmentOfTheOldOneGoesOn() {
        long branch = SEGMENT + 10_000;
        put(Kind.SEGMENT, OLD, SEGMENT, SEGMENT);
        put(Kind.SEGMENT, OLD, 2L * SEGMENT, SEGMENT);
        put(Kind.SEGMENT, NEW, SEGMENT, SEGMENT);
        put(Kind.FRAGMENT, NEW, 2L * SEGMENT, 500);

        try (var wal = along(branchedAt(branch))) {
            assertThat(read(wal, SEGMENT, 2 * SEGMENT))
                    .isEqualTo(
                            joined(
                                    bytes(OLD, SEGMENT, 10_000),
                                    bytes(NEW, branch, SEGMENT - 10_000),
                                    bytes(NEW, 2L * SEGMENT, 500)));
        }
    }

    @Test
    void whereNothingOfTheNewTimelineIsThereItEndsAtTheBranch() {
        long branch = SEGMENT + 10_000;
        put(Kind.SEGMENT, OLD, SEGMENT, SEGMENT);
        put(Kind.SEGMENT, OLD, 2L * SEGMENT, SEGMENT);

        try (var wal = along(branchedAt(branch))) {
            assertThat(read(wal, SEGMENT, 2 * SEGMENT)).isEqualTo(bytes(OLD, SEGMENT, 10_000));
            assertThat(read(wal, branch - 1, 100)).isEqualTo(bytes(OLD, branch - 1, 1));
            assertThat(read(wal, branch, 100)).isEmpty();
            assertThat(read(wal, 2L * SEGMENT, 100)).isEmpty();
        }
    }

    @Test
    void whoStopsExactlyAtTheBranchGoesOnWithTheNewTimeline() {
        long branch = SEGMENT + 10_000;
        put(Kind.FRAGMENT, OLD, SEGMENT, 20_000);
        put(Kind.FRAGMENT, NEW, SEGMENT, 20_000);

        try (var wal = along(branchedAt(branch))) {
            assertThat(read(wal, branch - 100, 100)).isEqualTo(bytes(OLD, branch - 100, 100));
            assertThat(read(wal, branch, 100)).isEqualTo(bytes(NEW, branch, 100));
            assertThat(read(wal, branch - 50, 100))
                    .isEqualTo(joined(bytes(OLD, branch - 50, 50), bytes(NEW, branch, 50)));
        }
    }

    @Test
    void theOldTimelineItselfIsReadBeyondTheBranch() {
        put(Kind.SEGMENT, OLD, SEGMENT, SEGMENT);
        put(Kind.SEGMENT, NEW, SEGMENT, SEGMENT);

        try (var wal = along(TimelinePath.of(TimelineHistory.first()))) {
            assertThat(read(wal, SEGMENT, SEGMENT)).isEqualTo(bytes(OLD, SEGMENT, SEGMENT));
        }
    }

    /// Two timelines, each in segments and fragments that overlap, and a third between them.
    @Test
    void eachByteOfAnyReadIsOfTheTimelineThatTheWayNames() {
        var random = SeededRandom.fresh();
        var third = new Timeline(3);
        long end = 6L * SEGMENT;
        for (Timeline timeline : List.of(OLD, NEW, third)) {
            for (long start = SEGMENT; start < end; start += SEGMENT) {
                boolean whole = random.between(0, 2) > 0;
                put(whole ? Kind.SEGMENT : Kind.FRAGMENT, timeline, start, SEGMENT);
                int part = random.between(1, SEGMENT - 1);
                put(Kind.FRAGMENT, timeline, start, part);
            }
        }
        for (int turn = 0; turn < 20; turn++) {
            long first = random.between(SEGMENT + 1, end - 2);
            long second = random.between(first + 1, end - 1);
            var path =
                    TimelinePath.of(
                            new TimelineHistory(
                                    third,
                                    List.of(
                                            new TimelineHistory.Branch(OLD, new Lsn(first)),
                                            new TimelineHistory.Branch(NEW, new Lsn(second)))));
            byte[] expected =
                    joined(
                            bytes(OLD, SEGMENT, (int) (first - SEGMENT)),
                            bytes(NEW, first, (int) (second - first)),
                            bytes(third, second, (int) (end - second)));
            try (var wal = along(path)) {
                for (long at : positions(random, first, second, end)) {
                    int length = (int) random.between(1, 2L * SEGMENT);
                    int offset = (int) (at - SEGMENT);
                    assertThat(read(wal, at, length))
                            .as(
                                    "%d bytes from %d, branches %d, %d: %s",
                                    length, at, first, second, random)
                            .isEqualTo(
                                    Arrays.copyOfRange(
                                            expected,
                                            offset,
                                            Math.min(expected.length, offset + length)));
                }
            }
        }
    }

    private static List<Long> positions(SeededRandom random, long first, long second, long end) {
        List<Long> positions = new ArrayList<>(List.of(first - 1, first, second - 1, second));
        for (int i = 0; i < 8; i++) {
            positions.add(random.between(SEGMENT, end - 1));
        }
        return positions;
    }
}
