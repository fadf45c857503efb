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
    public static SnapshotFile store(SnapshotLane lane, Kind kind, String path, byte[] bytes) {
        List<StoredFrame> frames = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += PAGES) {
            int length = Math.min(PAGES, bytes.length - from);
            System.arraycopy(bytes, from, lane.buffer(), 0, length);
            frames.add(lane.append(length));
        }
        return new SnapshotFile(kind, path, bytes.length, 0600, MODIFIED, frames);
    }

    public static SnapshotFile folder(String path) {
        return new SnapshotFile(Kind.DIRECTORY, path, 0, 0700, MODIFIED, List.of());
    }

    /// Takes a whole snapshot of some files by one lane.
    public static Snapshot take(
            SnapshotArchive archive, SnapshotFacts facts, Map<String, byte[]> contents) {
        try (SnapshotWriter writer = archive.writer(3)) {
            List<SnapshotFile> files = new ArrayList<>();
            try (SnapshotLane lane = writer.lane()) {
                contents.forEach((path, bytes) -> files.add(store(lane, kind(path), path, bytes)));
            }
            return writer.commit(facts, files);
        }
    }

    private static Kind kind(String path) {
        return path.equals("global/pg_control")
                ? Kind.CONTROL
                : path.startsWith("base/") ? Kind.RELATION : Kind.FILE;
    }

    /// Reads a file back whole.
    public static byte[] read(SnapshotReader reader, SnapshotFile file) {
        byte[] bytes = new byte[Math.toIntExact(file.sizeBytes())];
        int at = 0;
        for (StoredFrame frame : file.frames()) {
            byte[] part = reader.read(frame);
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
        }
        return bytes;
    }
}
