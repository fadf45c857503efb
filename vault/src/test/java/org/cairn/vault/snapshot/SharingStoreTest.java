package org.cairn.vault.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cairn.kernel.Steps;
import org.cairn.vault.Bytes;
import org.cairn.vault.Vault;
import org.cairn.vault.Verification;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SnapshotContent.Origin;
import org.cairn.vault.snapshot.SnapshotContent.ReadFrom;
import org.cairn.vault.snapshot.SnapshotFile.Kind;
import org.cairn.vault.store.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A snapshot that shares with one before: what did not change is not stored again, and neither of
/// them needs the other.
final class SharingStoreTest {
    private static final int FILES = 1_000;

    @TempDir private Path folder;
    private Vault vault;
    private Snapshot first;
    private final Map<String, byte[]> contents = new TreeMap<>();

    @BeforeEach
    void takeTheFirst() {
        vault = Vault.openOrCreate(folder, InstantSource.system(), Steps.NONE);
        for (int i = 0; i < FILES; i++) {
            contents.put("base/1/" + (10_000 + i), Bytes.random(300 + i, i));
        }
        first = SampleSnapshot.take(vault.snapshots(), SampleSnapshot.facts("0/2000028"), contents);
    }

    /// Takes the next one, in which some files are other.
    private Snapshot next(Map<String, byte[]> changed) {
        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            return writer.commit(
                    SampleSnapshot.facts("0/3000028"),
                    new Origin(
                            Changes.LSN,
                            first.label(),
                            "",
                            new ReadFrom(FileSource.SQL, "that was asked for")),
                    1,
                    files(writer, changed));
        }
    }

    private List<SnapshotFile> files(SnapshotWriter writer, Map<String, byte[]> changed) {
        BaseFiles base = writer.base(first).orElseThrow();
        List<SnapshotFile> files = new ArrayList<>();
        try (SnapshotLane lane = writer.lane()) {
            for (String path : contents.keySet()) {
                byte[] other = changed.get(path);
                files.add(
                        other == null
                                ? Objects.requireNonNull(base.find(path))
                                : SampleSnapshot.store(writer, lane, Kind.RELATION, path, other));
            }
        }
        return files;
    }

    private Map<String, byte[]> read(Snapshot snapshot) {
        Map<String, byte[]> all = new TreeMap<>();
        try (SnapshotReader reader = vault.snapshots().open(snapshot);
                Stream<SnapshotFile> files = reader.files()) {
            files.forEach(file -> all.put(file.path(), reader.readAll(file)));
        }
        return all;
    }

    private void remove(String object) {
        try {
            Files.delete(folder.resolve(object));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void storesNothingWhereNothingChanged() {
        Snapshot second = next(Map.of());

        assertThat(second.content().storedBytes()).isZero();
        assertThat(second.content().chunks()).isEqualTo(first.content().chunks());
        assertThat(second.content().packs()).isEqualTo(first.content().packs());
        assertThat(second.content().base()).contains(first.label());
        assertThat(vault.snapshots().list().getLast().content().readFrom())
                .contains(new ReadFrom(FileSource.SQL, "that was asked for"));
        assertThat(vault.snapshots().list().getFirst().content().readFrom()).isEmpty();
        assertThat(vault.snapshots().list()).containsExactly(first, second);
    }

    @Test
    void storesOnlyTheChunkOfTheFileThatChanged() {
        byte[] other = Bytes.random(500, 77);
        Snapshot second = next(Map.of("base/1/10500", other));

        List<TableChunk> fresh = new ArrayList<>(second.content().chunks());
        fresh.removeAll(first.content().chunks());
        assertThat(first.content().chunks()).hasSizeGreaterThan(3);
        assertThat(fresh).hasSize(1);
        assertThat(second.content().storedBytes()).isBetween(500L, 800L);
        contents.put("base/1/10500", other);
        remove(first.objectName());
        assertThat(read(second)).containsExactlyEntriesOf(contents);
        assertThat(vault.verify().isSound()).isTrue();
    }

    @Test
    void refusesToCommitWhenAPackThatIsSharedIsGone() {
        String pack = first.content().packs().getFirst().id().objectName();
        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            List<SnapshotFile> files = files(writer, Map.of());
            remove(pack);

            var problem =
                    Problems.raisedBy(
                            VaultProblems.SNAPSHOT_PACK_GONE,
                            () ->
                                    writer.commit(
                                            SampleSnapshot.facts("0/3000028"),
                                            Origin.ALONE,
                                            1,
                                            files));

            assertThat(problem.headline())
                    .isEqualTo("a pack that this backup shares with an earlier one is gone");
            assertThat(problem.facts()).containsEntry("object", pack);
        }
        assertThat(vault.snapshots().list()).containsExactly(first);
    }

    @Test
    void knowsWhichStretchesOfTheBaseCanBeUsed() {
        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            BaseFiles base = writer.base(first).orElseThrow();
            Pieces pieces = Objects.requireNonNull(base.find("base/1/10400")).pieces();
            byte[] bytes = Objects.requireNonNull(contents.get("base/1/10400"));
            try (SnapshotLane lane = writer.lane()) {
                var id = lane.identify(bytes, 0, bytes.length);
                assertThat(base.isUsable(pieces, 0, 700)).isTrue();
                assertThat(base.isFrame(pieces, 0, 700, id)).isTrue();
                assertThat(base.isFrame(pieces, 0, 699, id)).isFalse();
                assertThat(base.isFrame(pieces, 0, 700, lane.identify(bytes, 0, 699))).isFalse();
            }
        }
        remove(first.content().packs().getFirst().id().objectName());
        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            BaseFiles base = writer.base(first).orElseThrow();
            Pieces pieces = Objects.requireNonNull(base.find("base/1/10400")).pieces();
            assertThat(base.isUsable(pieces, 0, 700)).isFalse();
        }
    }

    @Test
    void aBaseWhoseTableIsGoneIsNone() {
        remove(first.content().chunks().getFirst().pack().objectName());

        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            assertThat(writer.base(first)).isEmpty();
        }
    }

    @Test
    void findsWhatABackupLeftThatBrokeOff() {
        byte[] bytes = Bytes.random(4 << 20, 5);
        vault.snapshots().list();
        assertThatThrownBy(
                        () -> {
                            try (SnapshotWriter writer = failing().snapshots().writer(1)) {
                                List<SnapshotFile> files = new ArrayList<>();
                                try (SnapshotLane lane = writer.lane()) {
                                    files.add(
                                            SampleSnapshot.store(
                                                    writer, lane, Kind.RELATION, "new", bytes));
                                }
                                SampleSnapshot.commit(
                                        writer, SampleSnapshot.facts("0/4000028"), files);
                            }
                        })
                .hasMessage("here it breaks off");

        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            assertThat(writer.adopt()).isEqualTo(32);
            List<SnapshotFile> files = new ArrayList<>();
            try (SnapshotLane lane = writer.lane()) {
                files.add(SampleSnapshot.store(writer, lane, Kind.RELATION, "new", bytes));
            }
            Snapshot second =
                    SampleSnapshot.commit(writer, SampleSnapshot.facts("0/4000028"), files);
            assertThat(second.content().storedBytes()).isZero();
            assertThat(read(second)).containsEntry("new", bytes);
        }
        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            assertThat(writer.adopt()).as("all packs are named now").isZero();
        }
    }

    /// The same vault, in a process that ends when its packs are durable.
    private Vault failing() {
        return Vault.openOrCreate(
                folder,
                InstantSource.system(),
                step -> {
                    if (step.equals("vault.snapshot-packs-durable")) {
                        throw new IllegalStateException("here it breaks off");
                    }
                });
    }

    @Test
    void saysWhichPartsOfWhichFilesADamagedPackTakesAlong() throws Exception {
        Snapshot second = next(Map.of("base/1/10500", Bytes.random(500, 77)));
        Path pack = folder.resolve(first.content().packs().getFirst().id().objectName());
        byte[] whole = Files.readAllBytes(pack);
        whole[200] ^= 1;
        Files.write(pack, whole);

        Verification all = vault.verify();
        SnapshotVerification one = vault.snapshots().verify(second);

        assertThat(all.lostSnapshots())
                .containsExactlyInAnyOrder(first.objectName(), second.objectName());
        String name = new ObjectName(folder.relativize(pack).toString()).value();
        var loss = new Loss(name, "base/1/10000", true, 0, 300, 300);
        assertThat(one.damaged()).containsExactly(name);
        assertThat(one.losses()).containsExactly(loss);
        assertThat(all.losses().get(first.objectName())).containsExactly(loss);
        assertThat(loss.text()).isEqualTo("base/1/10000: 1 of the blocks 0 to 0");
        assertThat(vault.snapshots().needing(first.content().packs().getFirst().id()))
                .containsExactly(first, second);
    }

    @Test
    void readsEveryFrameOnceHoweverManyFilesShareIt() {
        byte[] bytes = Bytes.random(100_000, 3);
        Snapshot twins =
                SampleSnapshot.take(
                        vault.snapshots(),
                        SampleSnapshot.facts("0/5000028"),
                        Map.of("base/1/1", bytes, "base/2/1", bytes));

        SnapshotVerification found = vault.snapshots().verify(twins);

        assertThat(found.bytes()).isEqualTo(100_000);
        assertThat(twins.content().logicalBytes()).isEqualTo(200_000);
    }
}
