package org.cairn.vault.snapshot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.snapshot.BadPages.BadPage;
import org.cairn.vault.snapshot.SnapshotFile.Kind;
import org.cairn.vault.snapshot.SnapshotRecovery.Tablespace;

/// Snapshots for tests: a server that never was, with files of given bytes.
public final class SampleSnapshot {
    public static final String SERVER = "7512345678901234567";
    public static final Instant FINISHED = Instant.parse("2026-11-27T09:15:02.123456Z");

    private static final int PAGES = 128 << 10;
    private static final Instant MODIFIED = Instant.parse("2026-11-27T08:00:00.000001Z");

    private SampleSnapshot() {}

    public static SnapshotFacts facts(String startLsn) {
        return facts(startLsn, FINISHED);
    }

    public static SnapshotFacts facts(String startLsn, Instant finished) {
        Lsn start = Lsn.parse(startLsn);
        return new SnapshotFacts(
                new SnapshotServer(
                        SERVER, 18, "18.6 (Cairn)", 1800, 202506291, 8192, 16 << 20, true),
                new SnapshotSpan(
                        new WalRange(Timeline.FIRST, start, start.plusBytes(0x158)),
                        Instant.parse("2026-11-27T09:14:58Z"),
                        finished),
                new SnapshotStanding(Instant.parse("2026-11-20T08:00:00Z"), false, 4_294_968_000L),
                new SnapshotRecovery(
                        Map.of("max_connections", "100", "wal_level", "replica"),
                        FileBytes.of(
                                "START WAL LOCATION\n"
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        FileBytes.NONE,
                        List.of(new Tablespace(4_000_000_000L, "/srv/fast é"))),
                BadPages.of(List.of(new BadPage("base/1/1259", 7, 0xBEEF, 0xDEAD))),
                "cairn 0.1.0");
    }

    /// Stores bytes by a lane in frames of 128 KiB.
    public static SnapshotFile store(
            SnapshotWriter writer, SnapshotLane lane, Kind kind, String path, byte[] bytes) {
        PiecesBuilder pieces = writer.pieces();
        for (int from = 0; from < bytes.length; from += PAGES) {
            int length = Math.min(PAGES, bytes.length - from);
            if (SnapshotLane.isZero(bytes, from, length)) {
                pieces.zeros(length);
            } else {
                pieces.stored(lane.store(bytes, from, length));
            }
        }
        return new SnapshotFile(kind, path, 0600, MODIFIED, pieces.build());
    }

    public static SnapshotFile folder(String path) {
        return new SnapshotFile(Kind.DIRECTORY, path, 0700, MODIFIED, Pieces.NONE);
    }

    /// Takes a whole snapshot of some files by one lane.
    public static Snapshot take(
            SnapshotArchive archive, SnapshotFacts facts, Map<String, byte[]> contents) {
        try (SnapshotWriter writer = archive.writer(3)) {
            List<SnapshotFile> files = new ArrayList<>();
            try (SnapshotLane lane = writer.lane()) {
                contents.forEach(
                        (path, bytes) -> files.add(store(writer, lane, kind(path), path, bytes)));
            }
            return commit(writer, facts, files);
        }
    }

    /// Commits a snapshot that was compared with no other, and all of whose files were read.
    public static Snapshot commit(
            SnapshotWriter writer, SnapshotFacts facts, List<SnapshotFile> files) {
        long bytes = files.stream().mapToLong(SnapshotFile::sizeBytes).sum();
        return writer.commit(facts, SnapshotContent.Origin.ALONE, bytes, files);
    }

    private static Kind kind(String path) {
        return path.equals("global/pg_control")
                ? Kind.CONTROL
                : path.startsWith("base/") ? Kind.RELATION : Kind.FILE;
    }
}
