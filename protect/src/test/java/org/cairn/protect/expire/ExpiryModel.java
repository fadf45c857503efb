package org.cairn.protect.expire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.plan.Retention;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotHold;
import org.cairn.vault.snapshot.SnapshotLane;
import org.cairn.vault.snapshot.SnapshotProof;
import org.cairn.vault.snapshot.SnapshotWriter;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.sweep.Actor;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject.Kind;
import org.jspecify.annotations.Nullable;

/// A server whose WAL reaches a vault, and those who take backups of it, pin some, let some expire
/// and sweep, all at once.
final class ExpiryModel {
    private static final List<String> BACKUP =
            List.of(
                    "vault.snapshot-begun",
                    "vault.snapshot-wal-announced",
                    "model.backup-started",
                    "model.wal-durable",
                    "vault.snapshot-packs-durable",
                    "vault.snapshot-announced",
                    "vault.snapshot-packs-found",
                    "vault.snapshot-durable");
    private static final List<String> EXPIRE =
            List.of(
                    "model.decided",
                    "expire.removal-announced",
                    "expire.hold-sought",
                    "expire.snapshot-removed",
                    "expire.snapshots-removed",
                    "expire.wal-recorded",
                    "expire.wal-removed",
                    "expire.wal-all-removed");
    private static final List<String> PIN = List.of("model.chosen", "pin.held");
    private static final List<String> SWEEP =
            List.of("vault.sweep-marked", "vault.sweep-writers-ended", "vault.sweep-needs-read");
    private static final List<String> SENTENCES =
            List.of("min 1", "min 2", "daily 1", "pitr 90m", "pitr 3h; min 2");
    private static final Set<ProblemCode> EXPECTED =
            Set.of(
                    ProtectProblems.BACKUP_UNVERIFIED,
                    ProtectProblems.RETENTION_UNCERTAIN,
                    ProtectProblems.SNAPSHOT_UNKNOWN,
                    ProtectProblems.BACKUP_EXPIRING,
                    ProtectProblems.BACKUP_PINNED,
                    VaultProblems.SNAPSHOT_SESSION_ENDED,
                    VaultProblems.SNAPSHOT_PACK_GONE);
    private static final long A_PIECE = 0x1000;

    private final ObjectStore store;
    private final SeededRandom random;
    private final Vault vault;
    private final List<Doing> atWork = new ArrayList<>();
    private final Set<String> pinned = new HashSet<>();
    private final StringBuilder story = new StringBuilder();
    private long end = 0x10000;
    private Instant now = Instant.parse("2026-11-01T12:00:00Z");

    /// @param steps at which it may stand still
    record Doing(String what, Actor actor, List<String> steps) {}

    ExpiryModel(ObjectStore store, SeededRandom random) {
        this.store = store;
        this.random = random;
        this.vault = Vault.openOrCreate(store, InstantSource.system(), Steps.NONE);
        write();
    }

    Vault vault() {
        return vault;
    }

    /// The server writes and the vault has it.
    private void write() {
        SampleWal.put(vault.wal(), Kind.SEGMENT, SampleWal.range(end, end + A_PIECE));
        end += A_PIECE;
    }

    void step() {
        switch (random.between(0, 9)) {
            case 0, 1, 2 -> begin("backup", this::backUp, BACKUP);
            case 3, 4 -> begin("expire", this::expire, EXPIRE);
            case 5 -> begin("pin", this::pin, PIN);
            case 6 -> {
                if (random.oneIn(3)) {
                    begin("sweep", (own, _) -> own.sweeper().sweep(Duration.ZERO), SWEEP);
                } else {
                    write();
                }
            }
            case 7, 8 -> goOn();
            default -> crash();
        }
    }

    private void begin(String what, BiConsumer<Vault, Steps> act, List<String> steps) {
        if (atWork.size() < 6) {
            var doing = actor(what, act, steps);
            atWork.add(doing);
            advance(doing, random.oneIn(2) ? null : random.pick(steps));
        }
    }

    Doing backup() {
        return actor("backup", this::backUp, BACKUP);
    }

    Doing expiry(String sentence) {
        return actor("expire", (own, steps) -> expire(own, steps, sentence), EXPIRE);
    }

    private Doing actor(String what, BiConsumer<Vault, Steps> act, List<String> steps) {
        return new Doing(what, new Actor(store, InstantSource.system(), act), steps);
    }

    private void goOn() {
        if (!atWork.isEmpty()) {
            Doing doing = random.pick(atWork);
            advance(doing, random.oneIn(2) ? null : random.pick(doing.steps()));
        }
    }

    void advance(Doing doing, @Nullable String until) {
        boolean ended = doing.actor().goOn(until);
        story.append("%n%s to %s%s".formatted(doing.what(), until, ended ? ", ended" : ""));
        if (ended) {
            atWork.remove(doing);
            RuntimeException failure = doing.actor().failure();
            if (failure instanceof ProblemException e && EXPECTED.contains(e.problem().code())) {
                story.append(" by ").append(e.problem().code().name());
            } else if (failure != null) {
                throw new AssertionError(story.toString(), failure);
            }
        }
    }

    /// Whoever is dropped here never goes on.
    private void crash() {
        if (random.oneIn(2) && !atWork.isEmpty()) {
            Doing gone = random.pick(atWork);
            atWork.remove(gone);
            story.append("%n%s is gone".formatted(gone.what()));
        }
    }

    /// As `BackupTaker`: asks, announces, starts, reads, waits for the WAL, commits.
    private void backUp(Vault own, Steps steps) {
        try (SnapshotWriter writer = own.snapshots().writer(1)) {
            writer.needWal(SampleStock.SERVER, Timeline.FIRST, new Lsn(end + 0x20));
            var start = new Lsn(end + 0x100);
            steps.reached("model.backup-started");
            byte[] bytes = random.bytes(500);
            SnapshotFile file;
            try (SnapshotLane lane = writer.lane()) {
                file =
                        SampleSnapshot.store(
                                writer, lane, SnapshotFile.Kind.RELATION, "base/1/1", bytes);
            }
            while (end < start.bytes() + A_PIECE) {
                write();
            }
            now = now.plus(Duration.ofMinutes(random.between(1, 100)));
            Instant finished = now;
            steps.reached("model.wal-durable");
            Snapshot snapshot =
                    SampleSnapshot.commit(
                            writer,
                            SampleSnapshot.facts(start.toString(), finished),
                            List.of(file));
            own.proofs().put(new SnapshotProof(snapshot.objectName(), "V2", 1, 1, finished));
        }
    }

    private void expire(Vault own, Steps steps) {
        expire(own, steps, random.pick(SENTENCES));
    }

    private static void expire(Vault own, Steps steps, String sentence) {
        var expire = new ExpireBackups(own, InstantSource.system(), steps);
        ExpireBackups.Decision decision =
                expire.decide(SampleStock.SERVER, Retention.parse(sentence));
        steps.reached("model.decided");
        expire.execute(decision);
    }

    private void pin(Vault own, Steps steps) {
        List<Snapshot> all = own.snapshots().survey().snapshots();
        if (all.isEmpty()) {
            return;
        }
        Snapshot chosen = random.oneIn(2) ? all.getFirst() : random.pick(all);
        if (pinned.size() > 3) {
            String one = pinned.stream().max(Comparator.naturalOrder()).orElseThrow();
            pinned.remove(one);
            own.holds().remove(one);
            return;
        }
        steps.reached("model.chosen");
        var hold = new SnapshotHold(chosen.objectName(), "asha", "audit", now);
        new PinBackup(own, steps).pin(chosen, hold);
        pinned.add(chosen.objectName());
    }

    void requireSound() {
        List<Snapshot> all = vault.snapshots().list();
        assertThat(all).as("%s", story).allMatch(snapshot -> SampleStock.isWhole(vault, snapshot));
        assertThat(all.stream().map(Snapshot::objectName)).as("%s", story).containsAll(pinned);
    }

    void end() {
        while (!atWork.isEmpty()) {
            advance(atWork.getFirst(), null);
            requireSound();
        }
        assertThat(vault.verify().findings()).as("%s", story).isEmpty();
    }
}
