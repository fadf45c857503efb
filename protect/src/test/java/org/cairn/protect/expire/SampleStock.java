package org.cairn.protect.expire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotHold;
import org.cairn.vault.snapshot.SnapshotProof;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject;
import org.cairn.vault.wal.WalObject.Kind;

/// Six days of a server in a vault: a snapshot at noon, 64 KiB of WAL each day. The second is
/// pinned, and the newest was read back.
final class SampleStock {
    static final String SERVER = SampleSnapshot.SERVER;
    static final int DAYS = 6;
    private static final long A_DAY = 0x10000;

    private SampleStock() {}

    static Instant noon(int day) {
        return Instant.parse("2026-11-%02dT12:00:00Z".formatted(day));
    }

    static String label(int day) {
        return "202611%02dt120000z".formatted(day);
    }

    static void fill(Vault vault) {
        for (int day = 1; day <= DAYS + 1; day++) {
            SampleWal.put(
                    vault.wal(), Kind.SEGMENT, SampleWal.range(day * A_DAY, (day + 1) * A_DAY));
        }
        for (int day = 1; day <= DAYS; day++) {
            SampleSnapshot.take(
                    vault.snapshots(),
                    SampleSnapshot.facts(new Lsn(day * A_DAY + 0x100).toString(), noon(day)),
                    new TreeMap<>(Map.of("base/1/1", ("of day " + day).getBytes(UTF_8))));
        }
        List<Snapshot> all = vault.snapshots().list();
        vault.holds().put(new SnapshotHold(all.get(1).objectName(), "asha", "audit", noon(6)));
        for (Snapshot snapshot : List.of(all.getFirst(), all.getLast())) {
            vault.proofs().put(new SnapshotProof(snapshot.objectName(), "V2", 1, 1, noon(6)));
        }
    }

    /// Takes two snapshots at the same moment of one day, so that they have the same label.
    static List<Snapshot> twins(Path vault, String start, String secondStart, int day) {
        var second = new AtomicReference<Snapshot>();
        Vault plain = Vault.open(vault, InstantSource.system(), Steps.NONE);
        Vault slow =
                Vault.open(
                        vault,
                        InstantSource.system(),
                        step -> {
                            if (step.equals("vault.snapshot-announced")) {
                                second.set(take(plain, secondStart, day));
                            }
                        });
        Snapshot first = take(slow, start, day);
        return List.of(first, second.get());
    }

    private static Snapshot take(Vault vault, String start, int day) {
        return SampleSnapshot.take(
                vault.snapshots(),
                SampleSnapshot.facts(start, noon(day).plusSeconds(3600)),
                new TreeMap<>(Map.of("base/1/1", start.getBytes(UTF_8))));
    }

    static List<String> labels(Vault vault) {
        return vault.snapshots().list().stream().map(Snapshot::label).toList();
    }

    /// By which days' WAL is there.
    static List<Long> walDays(Vault vault) {
        return vault.wal().list(SERVER).stream()
                .map(object -> object.range().start().bytes() / A_DAY)
                .toList();
    }

    static boolean isWhole(Vault vault, Snapshot snapshot) {
        return WalCoverage.of(vault.wal().list(SERVER).stream().map(WalObject::range).toList())
                .covers(snapshot.facts().span().wal());
    }
}
