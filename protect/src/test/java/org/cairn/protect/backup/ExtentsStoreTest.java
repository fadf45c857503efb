package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.page.PageCheck;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.BadPages;
import org.cairn.vault.snapshot.BaseFiles;
import org.cairn.vault.snapshot.FileBytes;
import org.cairn.vault.snapshot.FrameCount;
import org.cairn.vault.snapshot.Pieces;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotContent.Origin;
import org.cairn.vault.snapshot.SnapshotFacts;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotLane;
import org.cairn.vault.snapshot.SnapshotReader;
import org.cairn.vault.snapshot.SnapshotRecovery;
import org.cairn.vault.snapshot.SnapshotServer;
import org.cairn.vault.snapshot.SnapshotSpan;
import org.cairn.vault.snapshot.SnapshotStanding;
import org.cairn.vault.snapshot.SnapshotWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// However the pages of a file change over thirty backups, each holds the file as it was, and no
/// extent falls apart into more than eight frames.
final class ExtentsStoreTest {
    private static final int PAGE = PageCheck.PAGE_BYTES;
    private static final int GENERATIONS = 30;
    private static final Instant NOW = Instant.parse("2026-11-27T09:15:02Z");

    @TempDir private Path folder;

    @Test
    void anExtentNeverComesFromMoreThanEightFrames() {
        SeededRandom.forAll(3, this::grow);
    }

    private void grow(SeededRandom random) {
        Vault vault =
                Vault.openOrCreate(
                        folder.resolve(Long.toUnsignedString(random.seed())),
                        InstantSource.system(),
                        Steps.NONE);
        byte[] now = random.bytes(random.between(1, 20 * 16) * PAGE);
        Snapshot last = take(vault, null, now, all(now));
        int oneIn = random.between(2, 40);
        long stored = 0;
        for (int i = 0; i < GENERATIONS; i++) {
            byte[] next = Arrays.copyOf(now, random.between(1, 20 * 16) * PAGE);
            BitSet changed = new BitSet();
            changed.set(Math.min(now.length, next.length) / PAGE, next.length / PAGE + 1);
            for (int page = 0; page * PAGE < next.length; page++) {
                if (changed.get(page) || random.oneIn(oneIn)) {
                    changed.set(page);
                    byte[] fresh = random.oneIn(6) ? new byte[PAGE] : random.bytes(PAGE);
                    System.arraycopy(fresh, 0, next, page * PAGE, PAGE);
                }
            }
            last = take(vault, last, next, changed);
            stored += last.content().storedBytes();
            now = next;
            isWhole(vault, last, now);
        }
        assertThat(stored).as("bytes, %s", random).isPositive();
    }

    private static BitSet all(byte[] bytes) {
        var all = new BitSet();
        all.set(0, bytes.length / PAGE);
        return all;
    }

    private static Snapshot take(
            Vault vault,
            @org.jspecify.annotations.Nullable Snapshot last,
            byte[] now,
            BitSet changed) {
        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            BaseFiles base = last == null ? null : writer.base(last).orElseThrow();
            Pieces old = base == null ? null : Objects.requireNonNull(base.find("f")).pieces();
            Pieces pieces;
            try (SnapshotLane lane = writer.lane()) {
                var extents =
                        new Extents(
                                lane, writer.pieces(), base, old, new byte[Extents.GATHERED_BYTES]);
                for (int at = 0; at < now.length; at += Extents.EXTENT_BYTES) {
                    int length = Math.min(Extents.EXTENT_BYTES, now.length - at);
                    add(extents, new PageRange(now, at, length, at), changed);
                }
                pieces = extents.end();
            }
            var file =
                    new SnapshotFile(SnapshotFile.Kind.RELATION, "f", 0600, Instant.EPOCH, pieces);
            return writer.commit(facts(), Origin.ALONE, now.length, List.of(file));
        }
    }

    private static void add(Extents extents, PageRange range, BitSet changedPages) {
        int first = (int) (range.position() / PAGE);
        BitSet changed = changedPages.get(first, first + range.length() / PAGE);
        if (changed.isEmpty()) {
            extents.copy(range.position(), range.position() + range.length());
        } else if (extents.isBetterWhole(range.position(), range.length(), changed)) {
            extents.whole(range);
        } else {
            extents.mixed(range, changed);
        }
    }

    private static void isWhole(Vault vault, Snapshot snapshot, byte[] expected) {
        try (SnapshotReader reader = vault.snapshots().open(snapshot);
                Stream<SnapshotFile> files = reader.files()) {
            assertThat(reader.readAll(files.findFirst().orElseThrow())).isEqualTo(expected);
        }
        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            BaseFiles base = writer.base(snapshot).orElseThrow();
            Pieces pieces = Objects.requireNonNull(base.find("f")).pieces();
            var frames = new FrameCount(16);
            for (long at = 0; at < pieces.bytes(); at += Extents.EXTENT_BYTES) {
                frames.clear();
                base.addFrames(
                        pieces, at, Math.min(pieces.bytes(), at + Extents.EXTENT_BYTES), frames);
                assertThat(frames.count()).isLessThanOrEqualTo(Extents.MOST_FRAMES);
            }
        }
    }

    private static SnapshotFacts facts() {
        Lsn start = Lsn.parse("0/2000028");
        return new SnapshotFacts(
                new SnapshotServer("75", 18, "18.6", 1800, 202506291, PAGE, 16 << 20, true),
                new SnapshotSpan(
                        new WalRange(Timeline.FIRST, start, start.plusBytes(100)), NOW, NOW),
                new SnapshotStanding(NOW, false, 800),
                new SnapshotRecovery(java.util.Map.of(), FileBytes.NONE, FileBytes.NONE, List.of()),
                BadPages.NONE,
                "test");
    }
}
