package org.cairn.vault.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cairn.kernel.Tasks;
import org.cairn.vault.Bytes;
import org.cairn.vault.TestKeys;
import org.cairn.vault.body.BodyLimits;
import org.cairn.vault.body.Packs;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SnapshotFile.Kind;
import org.cairn.vault.store.FaultyStore;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotArchiveStoreTest {
    private static final int MIB = 1 << 20;
    private static final BodyLimits SMALL_PACKS = new BodyLimits(MIB, 100);

    @TempDir private Path folder;
    private FileStore store;
    private SnapshotArchive archive;
    private final List<String> reached = new ArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();

    @BeforeEach
    void open() {
        store = FileStore.create(folder, InstantSource.system());
        archive = archive(store);
    }

    private SnapshotArchive archive(ObjectStore objects) {
        Supplier<String> next = () -> "%032x".formatted(ids.incrementAndGet());
        return new SnapshotArchive(
                new Packs(objects, TestKeys.clear(), next), reached::add, SMALL_PACKS);
    }

    private static Map<String, byte[]> contents(Snapshot snapshot, SnapshotArchive archive) {
        Map<String, byte[]> contents = new TreeMap<>();
        try (SnapshotReader reader = archive.open(snapshot);
                Stream<SnapshotFile> files = reader.files()) {
            files.forEach(file -> contents.put(file.path(), reader.readAll(file)));
        }
        return contents;
    }

    @Test
    void givesBackTheFilesOfAServer() {
        byte[] pages = Bytes.compressible(700_000, 1);
        Arrays.fill(pages, 128 << 10, 256 << 10, (byte) 0);
        Map<String, byte[]> files =
                new TreeMap<>(
                        Map.of(
                                "base/1/1259", pages,
                                "base/1/1260", new byte[0],
                                "base/1/1261", new byte[3 * MIB],
                                "global/pg_control", Bytes.random(8192, 2),
                                "PG_VERSION", new byte[] {'1', '8', '\n'}));

        Snapshot snapshot = SampleSnapshot.take(archive, SampleSnapshot.facts("0/2000028"), files);

        assertThat(archive.list()).containsExactly(snapshot);
        assertThat(contents(snapshot, archive)).containsExactlyEntriesOf(files);
        assertThat(snapshot.facts()).isEqualTo(SampleSnapshot.facts("0/2000028"));
        assertThat(snapshot.facts().isTainted()).isTrue();
        assertThat(snapshot.objectName())
                .isEqualTo("snap/7512345678901234567/0000000002000028-20261127t091502z");
        assertThat(snapshot.content().files()).isEqualTo(5);
        assertThat(snapshot.content().logicalBytes()).isEqualTo(700_000 + 3 * MIB + 8195);
        assertThat(snapshot.content().readBytes()).isEqualTo(700_000 + 3 * MIB + 8195);
        assertThat(snapshot.content().storedBytes()).isBetween(100_000L, 600_000L);
        assertThat(reached)
                .containsExactly(
                        "vault.snapshot-begun",
                        "vault.snapshot-packs-durable",
                        "vault.snapshot-files-durable",
                        "vault.snapshot-announced",
                        "vault.snapshot-packs-found",
                        "vault.snapshot-durable");
    }

    @Test
    void keepsKindModeAndTimeAndTheOrderOfPaths() {
        try (SnapshotWriter writer = archive.writer(1)) {
            List<SnapshotFile> files = new ArrayList<>();
            try (SnapshotLane lane = writer.lane()) {
                for (String path : List.of("base/1/2", "base-x", "base/1-\uFFFDé", "𝒞")) {
                    files.add(
                            SampleSnapshot.store(
                                    writer, lane, Kind.RELATION, path, new byte[] {1}));
                }
                files.add(
                        SampleSnapshot.store(
                                writer, lane, Kind.CONTROL, "global/pg_control", new byte[1]));
            }
            files.add(SampleSnapshot.folder("base"));
            files.add(SampleSnapshot.folder("\uFFFD"));
            Snapshot snapshot =
                    SampleSnapshot.commit(writer, SampleSnapshot.facts("0/2000028"), files);

            try (SnapshotReader reader = archive.open(snapshot);
                    Stream<SnapshotFile> read = reader.files()) {
                List<SnapshotFile> all = read.toList();
                assertThat(all.stream().map(SnapshotFile::path))
                        .containsExactly(
                                "base",
                                "base-x",
                                "base/1-\uFFFDé",
                                "base/1/2",
                                "global/pg_control",
                                "\uFFFD",
                                "𝒞");
                assertThat(all.stream().map(file -> file.kind() + " " + file.mode()))
                        .containsExactlyInAnyOrderElementsOf(
                                files.stream()
                                        .map(file -> file.kind() + " " + file.mode())
                                        .toList());
                assertThat(all)
                        .allMatch(file -> file.modified().equals(files.getFirst().modified()));
            }
        }
    }

    @Test
    void storesNothingForZeros() {
        Snapshot snapshot =
                SampleSnapshot.take(
                        archive,
                        SampleSnapshot.facts("0/2000028"),
                        Map.of("base/1/1", new byte[2 * MIB]));

        assertThat(snapshot.content().storedBytes()).isZero();
        try (SnapshotReader reader = archive.open(snapshot);
                Stream<SnapshotFile> files = reader.files()) {
            SnapshotFile file = files.findFirst().orElseThrow();
            assertThat(file.pieces().count()).isEqualTo(1);
            assertThat(reader.parts(file)).isEmpty();
            assertThat(reader.readAll(file)).isEqualTo(new byte[2 * MIB]);
        }
    }

    @Test
    void takesFramesOfManyLanesAtOnce() {
        List<Integer> workers = IntStream.range(0, 4).boxed().toList();
        Map<String, byte[]> expected = new TreeMap<>();
        workers.forEach(w -> expected.put("base/1/" + w, bytesOf(w)));
        try (SnapshotWriter writer = archive.writer(3)) {
            List<SnapshotFile> files =
                    Tasks.map(
                            workers,
                            w -> {
                                try (SnapshotLane lane = writer.lane()) {
                                    return SampleSnapshot.store(
                                            writer, lane, Kind.RELATION, "base/1/" + w, bytesOf(w));
                                }
                            });

            Snapshot snapshot =
                    SampleSnapshot.commit(writer, SampleSnapshot.facts("0/2000028"), files);

            assertThat(store.list("packs/")).hasSizeGreaterThan(12);
            assertThat(contents(snapshot, archive)).containsExactlyEntriesOf(expected);
            SnapshotVerification verified = archive.verify(snapshot);
            assertThat(verified.isSound()).isTrue();
            assertThat(verified.bytes()).isEqualTo(snapshot.content().logicalBytes());
            assertThat(verified.objects())
                    .isEqualTo(1 + store.list("packs/").size() + store.list("meta/").size());
        }
        assertThat(folder.resolve(".tmp")).isEmptyDirectory();
    }

    private static byte[] bytesOf(int worker) {
        return Bytes.random(3 * MIB + worker, worker);
    }

    @Test
    void readsFramesByManyThreads() {
        byte[] bytes = Bytes.random(20 * MIB, 4);
        Snapshot snapshot =
                SampleSnapshot.take(
                        archive, SampleSnapshot.facts("0/2000028"), Map.of("base/1/1", bytes));

        try (SnapshotReader reader = archive.open(snapshot);
                Stream<SnapshotFile> files = reader.files()) {
            SnapshotFile file = files.findFirst().orElseThrow();
            List<Integer> readers = IntStream.range(0, 12).boxed().toList();
            Tasks.map(readers, _ -> Arrays.equals(reader.readAll(file), bytes))
                    .forEach(same -> assertThat(same).isTrue());
        }
    }

    @Test
    void givesEverySnapshotALabelOfItsOwn() {
        var first = SampleSnapshot.take(archive, SampleSnapshot.facts("0/2000028"), Map.of());
        var sameStart = SampleSnapshot.take(archive, SampleSnapshot.facts("0/2000028"), Map.of());
        var later = SampleSnapshot.take(archive, SampleSnapshot.facts("0/1000028"), Map.of());

        assertThat(List.of(first.label(), sameStart.label(), later.label()))
                .containsExactly("20261127t091502z", "20261127t091502z-2", "20261127t091502z-3");
        assertThat(archive.list()).containsExactly(later, first, sameStart);
        assertThat(archive.count()).isEqualTo(3);
    }

    /// What another process does between the look for a free label and the creation.
    @Test
    void twoBackupsThatEndAtOnceAreToldApart() {
        var other = new AtomicReference<Snapshot>();
        var packs =
                new Packs(store, TestKeys.clear(), () -> "%032x".formatted(ids.incrementAndGet()));
        var slow =
                new SnapshotArchive(
                        packs,
                        step -> {
                            if (step.equals("vault.snapshot-announced") && other.get() == null) {
                                var facts = SampleSnapshot.facts("0/3000028");
                                other.set(SampleSnapshot.take(archive, facts, Map.of()));
                            }
                        });

        var one = SampleSnapshot.take(slow, SampleSnapshot.facts("0/2000028"), Map.of());

        assertThat(one.label()).isEqualTo(other.get().label());
        assertThat(archive.list()).containsExactly(one, other.get());
        var problem =
                Problems.raisedBy(
                        VaultProblems.SNAPSHOT_AMBIGUOUS, () -> archive.find(one.label()));
        assertThat(problem.what())
                .isEqualTo(
                        "they are 0000000002000028-20261127t091502z,"
                                + " 0000000003000028-20261127t091502z");
        assertThat(archive.find("0000000003000028-20261127t091502z")).contains(other.get());
    }

    @Test
    void findsASnapshotByTheBeginningOfItsLabel() {
        var one = SampleSnapshot.take(archive, SampleSnapshot.facts("0/2000028"), Map.of());
        var two =
                SampleSnapshot.take(
                        archive,
                        SampleSnapshot.facts(
                                "0/3000028", SampleSnapshot.FINISHED.plusSeconds(86_400)),
                        Map.of());
        var again = SampleSnapshot.take(archive, SampleSnapshot.facts("0/2000028"), Map.of());

        assertThat(archive.find("20261128")).contains(two);
        assertThat(archive.find("20261127t091502z")).contains(one);
        assertThat(archive.find("20261127t091502z-")).contains(again);
        assertThat(archive.find("2025")).isEmpty();
        var problem =
                Problems.raisedBy(VaultProblems.SNAPSHOT_AMBIGUOUS, () -> archive.find("20261127"));
        assertThat(problem.headline()).isEqualTo("'20261127' may be one of 2 snapshots");
        assertThat(problem.what()).isEqualTo("they are 20261127t091502z, 20261127t091502z-2");
    }

    @Test
    void showsNothingThatIsNotCommitted() {
        try (SnapshotWriter writer = archive.writer(3)) {
            SnapshotLane lane = writer.lane();
            SampleSnapshot.store(writer, lane, Kind.FILE, "a", Bytes.random(100, 1));
            lane.close();
            SampleSnapshot.store(writer, writer.lane(), Kind.FILE, "b", Bytes.random(100, 1));
        }

        assertThat(store.list("")).isEmpty();
        assertThat(folder.resolve(".tmp")).isEmptyDirectory();
        assertThat(archive.list()).isEmpty();
    }

    @Test
    void refusesToCommitWhileALaneIsOpenOrAPathComesTwice() {
        try (SnapshotWriter writer = archive.writer(3)) {
            var facts = SampleSnapshot.facts("0/2000028");
            SnapshotLane lane = writer.lane();
            SnapshotFile file = SampleSnapshot.store(writer, lane, Kind.FILE, "a", new byte[] {1});

            assertThatThrownBy(() -> SampleSnapshot.commit(writer, facts, List.of(file)))
                    .hasMessage("a lane of this snapshot is open or has failed");
            lane.close();
            assertThatThrownBy(() -> lane.store(new byte[1], 0, 1))
                    .hasMessage("this lane is closed");
            assertThatThrownBy(() -> SampleSnapshot.commit(writer, facts, List.of(file, file)))
                    .hasMessage("twice: a");
            SampleSnapshot.commit(writer, facts, List.of(file));
            assertThatThrownBy(() -> SampleSnapshot.commit(writer, facts, List.of(file)))
                    .hasMessage("this snapshot is committed or dropped");
        }
        assertThat(archive.list()).hasSize(1);
    }

    @Test
    void showsNoSnapshotOnAFullDisk() {
        byte[] bytes = Bytes.random(5 * MIB, 1);
        for (int room : new int[] {50, 500_000, 4 * MIB, 5 * MIB + 4_000}) {
            SnapshotArchive full = archive(FaultyStore.fullAfter(store, room));
            Problems.raisedBy(
                    VaultProblems.FULL,
                    () ->
                            SampleSnapshot.take(
                                    full,
                                    SampleSnapshot.facts("0/2000028"),
                                    Map.of("base/1/1", bytes)));
            assertThat(folder.resolve(".tmp")).isEmptyDirectory();
        }
        assertThat(archive.list()).isEmpty();
        assertThat(store.list("snap/")).isEmpty();
    }

    @Test
    void showsNoSnapshotWhenPublishingFails() {
        byte[] bytes = Bytes.random(3 * MIB, 1);
        int objects = 0;
        boolean done = false;
        while (!done) {
            done = isTaken(archive(FaultyStore.failingAfterPublishes(store, objects)), bytes);
            objects++;
            assertThat(archive.list()).hasSize(done ? 1 : 0);
        }
        assertThat(objects).as("packs, table, snapshot").isGreaterThan(5);
    }

    private static boolean isTaken(SnapshotArchive faulty, byte[] bytes) {
        try {
            SampleSnapshot.take(
                    faulty, SampleSnapshot.facts("0/2000028"), Map.of("base/1/1", bytes));
            return true;
        } catch (org.cairn.kernel.ProblemException e) {
            assertThat(e.problem().code()).isEqualTo(VaultProblems.IO_FAILED);
            return false;
        }
    }
}
