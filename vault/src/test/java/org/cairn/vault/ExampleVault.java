package org.cairn.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.document.DocumentOrigin;
import org.cairn.vault.key.Entropy;
import org.cairn.vault.key.KeyRing;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.run.RunIntent;
import org.cairn.vault.run.RunOutcome;
import org.cairn.vault.run.RunOutcome.State;
import org.cairn.vault.server.ServerRecord;
import org.cairn.vault.snapshot.BadPages;
import org.cairn.vault.snapshot.BadPages.BadPage;
import org.cairn.vault.snapshot.FileBytes;
import org.cairn.vault.snapshot.PiecesBuilder;
import org.cairn.vault.snapshot.SnapshotContent;
import org.cairn.vault.snapshot.SnapshotFacts;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotFile.Kind;
import org.cairn.vault.snapshot.SnapshotHold;
import org.cairn.vault.snapshot.SnapshotLane;
import org.cairn.vault.snapshot.SnapshotProof;
import org.cairn.vault.snapshot.SnapshotRecovery;
import org.cairn.vault.snapshot.SnapshotRecovery.Tablespace;
import org.cairn.vault.snapshot.SnapshotServer;
import org.cairn.vault.snapshot.SnapshotSpan;
import org.cairn.vault.snapshot.SnapshotStanding;
import org.cairn.vault.snapshot.SnapshotWriter;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.wal.WalGap;
import org.cairn.vault.wal.WalObject;

/// The vault of the example in `docs/format/vault-1.md`.
final class ExampleVault {
    static final Instant NOW = Instant.parse("2026-11-21T10:00:00.5Z");
    static final byte[] BODY = "name,seats\nNairobi,17\n".getBytes(UTF_8);
    static final String SERVER = "7512345678901234567";
    static final byte[] WAL = "twenty-six bytes of WAL...".getBytes(UTF_8);
    static final WalRange RANGE =
            new WalRange(Timeline.FIRST, Lsn.parse("16/B3000000"), Lsn.parse("16/B300001A"));
    static final byte[] HISTORY = "1\t16/B3000158\tno recovery target specified\n".getBytes(UTF_8);

    /// The files of the snapshot.
    static final Map<String, byte[]> FILES =
            Map.of(
                    "PG_VERSION", "18\n".getBytes(UTF_8),
                    "base", new byte[0],
                    "base/1259", "no real page, but some bytes".getBytes(UTF_8),
                    "base/1260", new byte[8192],
                    "global/pg_control", "not what it should be".getBytes(UTF_8));

    private ExampleVault() {}

    static Vault write(Path folder, VaultAccess access) {
        var last = new AtomicInteger();
        Entropy entropy = target -> Arrays.fill(target, (byte) last.incrementAndGet());
        var clock = InstantSource.fixed(NOW);
        var tools = new KeyRing.Tools(entropy, KeyRing.ITERATIONS, clock, Steps.NONE);
        Vault vault = Vault.openOrCreate(FileStore.create(folder, clock), access, tools);
        var origin =
                new DocumentOrigin("seats", "https://data.example.org/seats.csv", null, "text/csv");
        vault.documents().store(origin, new ByteArrayInputStream(BODY), _ -> {});
        writeRun(vault);
        writeWal(vault);
        writeSnapshot(vault);
        writeSayings(vault);
        return vault;
    }

    private static void writeRun(Vault vault) {
        var run = new RunNumber(812);
        Lsn before = Lsn.parse("16/B374D848");
        vault.runs().intend(new RunIntent(run, 4_295_000_000L, SERVER, "cairn", 1, before, NOW));
        Lsn commit = Lsn.parse("16/B374D900");
        vault.runs().conclude(new RunOutcome(run, State.COMMITTED, commit, NOW));
    }

    private static void writeWal(Vault vault) {
        vault.servers().register(new ServerRecord(SERVER, 18, 16 << 20, NOW));
        var fragment = new WalObject(SERVER, RANGE, WalObject.Kind.FRAGMENT);
        vault.wal().put(fragment, 16 << 20, new ByteArrayInputStream(WAL), NOW);
        vault.wal().putHistory(SERVER, new Timeline(2), HISTORY);
        Lsn end = RANGE.end();
        var missing = new WalRange(Timeline.FIRST, end, end.plusBytes(0x10));
        vault.wal().putGap(new WalGap(SERVER, missing, "the slot was lost", NOW));
    }

    private static void writeSayings(Vault vault) {
        String snapshot = vault.snapshots().list().getFirst().objectName();
        vault.holds().put(new SnapshotHold(snapshot, "asha", "the audit of 2026", NOW));
        vault.proofs().put(new SnapshotProof(snapshot, "V2", 4, 8293, NOW));
        var before =
                new WalRange(Timeline.FIRST, Lsn.parse("16/B2000000"), Lsn.parse("16/B3000000"));
        vault.wal().putExpired(new WalGap(SERVER, before, "nothing kept needs it", NOW));
    }

    private static void writeSnapshot(Vault vault) {
        try (SnapshotWriter writer = vault.snapshots().writer(3)) {
            List<SnapshotFile> files = new ArrayList<>();
            try (SnapshotLane lane = writer.lane()) {
                FILES.keySet().stream()
                        .sorted()
                        .forEach(path -> files.add(store(writer, lane, path)));
            }
            writer.commit(facts(), SnapshotContent.Origin.ALONE, 8267, files);
        }
    }

    private static SnapshotFile store(SnapshotWriter writer, SnapshotLane lane, String path) {
        byte[] bytes = FILES.getOrDefault(path, new byte[0]);
        PiecesBuilder pieces = writer.pieces();
        if (SnapshotLane.isZero(bytes, 0, bytes.length)) {
            pieces.zeros(bytes.length);
        } else {
            pieces.stored(lane.store(bytes, 0, bytes.length));
        }
        Kind kind = kind(path);
        return new SnapshotFile(
                kind, path, kind == Kind.DIRECTORY ? 0700 : 0600, NOW, pieces.build());
    }

    private static Kind kind(String path) {
        return switch (path) {
            case "base" -> Kind.DIRECTORY;
            case "PG_VERSION" -> Kind.FILE;
            case "global/pg_control" -> Kind.CONTROL;
            default -> Kind.RELATION;
        };
    }

    private static SnapshotFacts facts() {
        var wal = new WalRange(Timeline.FIRST, RANGE.start(), RANGE.end());
        return new SnapshotFacts(
                new SnapshotServer(SERVER, 18, "18.6", 1800, 202506291, 8192, 16 << 20, true),
                new SnapshotSpan(wal, NOW, NOW.plusSeconds(3)),
                new SnapshotStanding(NOW.minusSeconds(3600), true, 4_295_000_000L),
                new SnapshotRecovery(
                        Map.of("max_connections", "100", "wal_level", "replica"),
                        FileBytes.of("START WAL LOCATION\n".getBytes(UTF_8)),
                        FileBytes.of("16400 /srv/fast\n".getBytes(UTF_8)),
                        List.of(new Tablespace(16400, "/srv/fast"))),
                BadPages.of(List.of(new BadPage("base/1259", 0, 51966, 4660))),
                "cairn 0.1.0");
    }
}
