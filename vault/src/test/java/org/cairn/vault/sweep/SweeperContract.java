package org.cairn.vault.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.vault.Bytes;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotFile.Kind;
import org.cairn.vault.snapshot.SnapshotLane;
import org.cairn.vault.snapshot.SnapshotReader;
import org.cairn.vault.snapshot.SnapshotWriter;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What sweeps promise, for every store.
abstract class SweeperContract {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Map<String, byte[]> FIRST = SweepSample.contents(8, 1);
    private static final Map<String, byte[]> SECOND = SweepSample.contents(8, 100);

    private TimedStore store;
    private Vault vault;

    /// A store that holds nothing.
    abstract ObjectStore fresh();

    @BeforeEach
    void make() {
        store = new TimedStore(fresh());
        vault = open(InstantSource.system(), Steps.NONE);
    }

    private Vault open(InstantSource clock, Steps steps) {
        return Vault.openOrCreate(store, clock, steps);
    }

    private void remove(Snapshot snapshot) {
        store.remove(new ObjectName(snapshot.objectName()));
    }

    private SweepReport sweep() {
        return vault.sweeper().sweep(Sweeper.GRACE);
    }

    private static SweepReport.Waiting waiting(SweepReport report) {
        return Objects.requireNonNull(report.waiting());
    }

    private int packs() {
        return store.list("packs/").size() + store.list("meta/").size();
    }

    private void assertHolds(Snapshot snapshot, Map<String, byte[]> contents) {
        try (SnapshotReader reader = vault.snapshots().open(snapshot);
                var files = reader.files()) {
            assertThat(files)
                    .hasSize(contents.size())
                    .allSatisfy(file ->
                            assertThat(reader.readAll(file)).isEqualTo(contents.get(file.path())));
        }
        assertThat(vault.verify().isSound()).isTrue();
    }

    @Test
    void removesWhatNothingNamesWhenTheGracePeriodIsOver() {
        Snapshot first = SweepSample.take(vault, "0/2000028", FIRST, null);
        Snapshot second = SweepSample.take(vault, "0/3000028", SECOND, null);
        var document = Bytes.store(vault, "source", Bytes.random(10_000, 7));
        assertThat(sweep().condemned()).isEqualTo(Amount.NONE);
        remove(first);

        SweepReport marked = sweep();
        store.pass(DAY);
        SweepReport early = sweep();
        Room room = vault.sweeper().room();
        store.pass(DAY.multipliedBy(2));
        SweepReport late = sweep();

        assertThat(marked.condemned().packs()).isEqualTo(3);
        assertThat(marked.waiting()).isNotNull();
        assertThat(early.removed()).isEqualTo(Amount.NONE);
        assertThat(waiting(early).due()).isEqualTo(waiting(early).marked().plus(Sweeper.GRACE));
        assertThat(room.dead()).isEqualTo(room.condemned()).isEqualTo(marked.condemned());
        assertThat(room.live().packs()).isEqualTo(4);
        assertThat(late.removed()).isEqualTo(marked.condemned());
        assertThat(late.waiting()).isNull();
        assertThat(packs()).isEqualTo(4);
        assertHolds(second, SECOND);
        assertThat(vault.documents().open(document.sha256()).read(0, 10_000))
                .isEqualTo(Bytes.random(10_000, 7));
        assertThat(store.list("gc/"))
                .extracting(ObjectName::value)
                .containsExactly("gc/00000001.done");
        assertThat(store.list("sess/")).isEmpty();
    }

    @Test
    void doesNotAskTheClockOfTheClient() {
        Snapshot first = SweepSample.take(vault, "0/2000028", FIRST, null);
        Snapshot second = SweepSample.take(vault, "0/3000028", SECOND, null);
        remove(first);
        InstantSource yearAhead =
                InstantSource.offset(InstantSource.system(), Duration.ofDays(365));
        InstantSource dayBehind = InstantSource.offset(InstantSource.system(), DAY.negated());

        for (InstantSource clock : List.of(yearAhead, dayBehind, yearAhead)) {
            SweepReport report = open(clock, Steps.NONE).sweeper().sweep(Sweeper.GRACE);
            assertThat(report.removed()).isEqualTo(Amount.NONE);
        }
        assertThat(packs()).isEqualTo(6);
        store.pass(Sweeper.GRACE);

        assertThat(open(dayBehind, Steps.NONE).sweeper().sweep(Sweeper.GRACE).removed().packs())
                .isEqualTo(3);
        assertHolds(second, SECOND);
    }

    @Test
    void keepsWhatAWriterThatBeganBeforeSharesAndWaitsForIt() {
        Snapshot first = SweepSample.take(vault, "0/2000028", FIRST, null);
        store.pass(Duration.ofMinutes(1));
        var backup =
                new Actor(
                        store,
                        InstantSource.system(),
                        own ->
                                SweepSample.take(
                                        own,
                                        "0/3000028",
                                        FIRST,
                                        new SweepSample.Base(first, FIRST)));
        backup.goOn("vault.snapshot-packs-durable");
        remove(first);
        store.pass(DAY);
        // Packs that are older than the writer are condemned at once.
        assertThat(sweep().condemned().packs()).isEqualTo(3);
        store.pass(DAY.multipliedBy(2));
        assertThat(backup.goOn("vault.snapshot-announced")).isFalse();
        store.pass(DAY);

        SweepReport waits = sweep();
        backup.goOn(null);
        SweepReport swept = sweep();

        assertThat(waits.removed()).isEqualTo(Amount.NONE);
        assertThat(waiting(waits).writers()).hasSize(1);
        assertThat(backup.failure()).isNull();
        assertThat(swept.kept().packs()).isEqualTo(3);
        assertThat(swept.removed()).isEqualTo(Amount.NONE);
        assertHolds(vault.snapshots().list().getFirst(), FIRST);
        assertSharesAgain();
    }

    /// Packs that were kept may be shared when the generation is done.
    private void assertSharesAgain() {
        Snapshot kept = vault.snapshots().list().getFirst();
        Snapshot next =
                SweepSample.take(vault, "0/4000028", FIRST, new SweepSample.Base(kept, FIRST));
        assertThat(next.content().storedBytes()).isZero();
    }

    @Test
    void aWriterDoesNotShareWhatIsCondemned() {
        Snapshot first = SweepSample.take(vault, "0/2000028", FIRST, null);
        byte[] object = bytes(first);
        remove(first);
        assertThat(sweep().condemned().packs()).isEqualTo(3);
        // Somebody puts it back from a copy: it needs what is condemned.
        store.putIfAbsent(new ObjectName(first.objectName()), object);

        Snapshot second =
                SweepSample.take(vault, "0/3000028", FIRST, new SweepSample.Base(first, FIRST));
        remove(first);
        store.pass(Sweeper.GRACE);

        assertThat(second.content().storedBytes()).isPositive();
        assertThat(sweep().removed().packs()).isEqualTo(3);
        assertHolds(second, FIRST);
    }

    @Test
    void aSnapshotThatNeedsWhatIsCondemnedKeepsIt() {
        Snapshot first = SweepSample.take(vault, "0/2000028", FIRST, null);
        byte[] object = bytes(first);
        remove(first);
        assertThat(sweep().condemned().packs()).isEqualTo(3);
        store.putIfAbsent(new ObjectName(first.objectName()), object);
        store.pass(Sweeper.GRACE);

        SweepReport report = sweep();

        assertThat(report.kept().packs()).isEqualTo(3);
        assertThat(report.removed()).isEqualTo(Amount.NONE);
        assertHolds(first, FIRST);
    }

    private byte[] bytes(Snapshot snapshot) {
        try (var object = store.open(new ObjectName(snapshot.objectName()))) {
            return object.readAll(1 << 20);
        }
    }

    @Test
    void endsAWriterThatIsSilentForLongAndItNotices() {
        Snapshot first = SweepSample.take(vault, "0/2000028", FIRST, null);
        var backup =
                new Actor(
                        store,
                        InstantSource.system(),
                        own -> SweepSample.take(own, "0/3000028", SECOND, null));
        backup.goOn("vault.snapshot-files-durable");
        store.pass(Sweeper.GRACE);

        SweepReport marked = sweep();
        store.pass(Sweeper.GRACE);
        SweepReport swept = sweep();
        backup.goOn(null);

        assertThat(marked.ended()).isEqualTo(1);
        assertThat(swept.removed().packs()).isEqualTo(3);
        Problems.raisedBy(
                VaultProblems.SNAPSHOT_SESSION_ENDED,
                () -> {
                    throw Objects.requireNonNull(backup.failure());
                });
        assertThat(vault.snapshots().list()).containsExactly(first);
        assertHolds(first, FIRST);
    }

    @Test
    void refusesWhileAnObjectCannotBeReadThatCouldNameAPack() {
        Snapshot first = SweepSample.take(vault, "0/2000028", FIRST, null);
        remove(first);
        var strange = new ObjectName("body/00/of-a-later-version");
        store.putIfAbsent(strange, new byte[10]);

        Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, this::sweep);

        assertThat(packs()).isEqualTo(3);
        assertThat(store.list("gc/")).isEmpty();
    }

    @Test
    void triesAgainWhatTheStoreDoesNotLetGo() {
        remove(SweepSample.take(vault, "0/2000028", FIRST, null));
        sweep();
        store.pass(Sweeper.GRACE);
        store.lockPacks(true);

        SweepReport denied = sweep();
        store.lockPacks(false);
        SweepReport removed = sweep();

        assertThat(denied.denied().packs()).isEqualTo(3);
        assertThat(waiting(denied).amount().packs()).isEqualTo(3);
        assertThat(removed.removed().packs()).isEqualTo(3);
        assertThat(packs()).isZero();
    }

    @Test
    void keepsWhatAKilledBackupAnnouncedUntilItIsToldToForgetIt() {
        var backup =
                new Actor(
                        store,
                        InstantSource.system(),
                        own -> SweepSample.take(own, "0/3000028", SECOND, null));
        assertThat(backup.goOn("vault.snapshot-announced")).isFalse();
        store.pass(Sweeper.GRACE);
        sweep();
        store.pass(Sweeper.GRACE);

        SweepReport held = sweep();
        assertThat(held.condemned()).isEqualTo(Amount.NONE);
        assertThat(held.held()).hasSize(1);
        assertThat(packs()).isEqualTo(3);

        String session = held.held().keySet().iterator().next();
        assertThat(vault.sweeper().forget("0".repeat(32))).isFalse();
        assertThat(vault.sweeper().forget(session)).isTrue();
        assertThat(sweep().condemned().packs()).isEqualTo(3);
        store.pass(Sweeper.GRACE);
        assertThat(sweep().removed().packs()).isEqualTo(3);
        assertThat(packs()).isZero();
    }

    @Test
    void previewsWithoutWritingAnything() {
        Snapshot first = SweepSample.take(vault, "0/2000028", FIRST, null);
        remove(first);
        List<ObjectName> before = store.list("");

        SweepReport would = vault.sweeper().preview(Sweeper.GRACE);

        assertThat(would.condemned().packs()).isEqualTo(3);
        assertThat(store.list("")).isEqualTo(before);
        sweep();
        SweepReport waits = vault.sweeper().preview(Sweeper.GRACE);
        assertThat(waiting(waits).amount()).isEqualTo(would.condemned());
    }

    @Test
    void needsNoGraceWhenItIsToldSo() {
        remove(SweepSample.take(vault, "0/2000028", FIRST, null));

        SweepReport report = vault.sweeper().sweep(Duration.ZERO);

        assertThat(report.condemned()).isEqualTo(report.removed());
        assertThat(packs()).isZero();
    }

    @Test
    void severalAtATimeRemoveEachPackOnceAndNoOther() {
        Snapshot first = SweepSample.take(vault, "0/2000028", FIRST, null);
        Snapshot second = SweepSample.take(vault, "0/3000028", SECOND, null);
        remove(first);

        List<SweepReport> marks = Tasks.map(List.of(1, 2, 3, 4), _ -> sweep());
        store.pass(Sweeper.GRACE);
        Tasks.map(List.of(1, 2, 3, 4), _ -> sweep());

        assertThat(marks).filteredOn(mark -> mark.condemned().packs() == 3).hasSize(1);
        assertThat(packs()).isEqualTo(3);
        assertHolds(second, SECOND);
    }

    @Test
    void goesOnBesideBackupsAndDocuments() {
        var names = List.of(1, 2, 3, 4, 5, 6);
        Tasks.map(
                names,
                n -> {
                    switch (n % 3) {
                        case 0 ->
                                SweepSample.take(
                                        vault,
                                        "0/%X000028".formatted(n),
                                        SweepSample.contents(8, n),
                                        null);
                        case 1 -> Bytes.store(vault, "source", Bytes.random(5_000, n));
                        default -> sweep();
                    }
                    return n;
                });

        assertThat(vault.snapshots().list()).hasSize(2);
        vault.snapshots()
                .list()
                .forEach(each ->
                        assertHolds(each, SweepSample.contents(8, each.start().bytes() >> 24)));
        sweep();
        store.pass(Sweeper.GRACE);
        sweep();
        assertThat(vault.verify().isSound()).isTrue();
        assertThat(vault.sweeper().room().dead()).isEqualTo(Amount.NONE);
    }

    @Test
    void aBackupThatFailsLeavesNoSession() {
        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            try (SnapshotLane lane = writer.lane()) {
                SnapshotFile file =
                        SampleSnapshot.store(writer, lane, Kind.FILE, "a", Bytes.random(100, 1));
                assertThat(file.sizeBytes()).isEqualTo(100);
            }
            assertThat(store.list("sess/")).hasSize(1);
        }

        assertThat(store.list("sess/")).isEmpty();
    }
}
