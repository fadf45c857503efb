package org.cairn.vault.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.vault.Bytes;
import org.cairn.vault.Vault;
import org.cairn.vault.Verification;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.problem.VaultProblems;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flips, cuts, swaps and removes: the object at fault is named, and the snapshots that it takes
/// along; no wrong byte is handed out.
final class SnapshotDamageStoreTest {
    private static final byte[] BYTES = Bytes.compressible(300, 1);

    @TempDir private Path folder;
    private Vault vault;
    private Snapshot snapshot;
    private List<Path> needed;

    @BeforeEach
    void take() throws IOException {
        vault = Vault.openOrCreate(folder, InstantSource.system(), Steps.NONE);
        snapshot = take("0/2000028", BYTES);
        needed = files();
        assertThat(needed).as("a pack of pages, one of the table, table, snapshot").hasSize(4);
    }

    private Snapshot take(String start, byte[] bytes) {
        return SampleSnapshot.take(
                vault.snapshots(), SampleSnapshot.facts(start), Map.of("base/1/1", bytes));
    }

    private List<Path> files() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("repo.json"))
                    .sorted()
                    .toList();
        }
    }

    private String name(Path file) {
        return folder.relativize(file).toString();
    }

    @Test
    void everyFlippedByteIsFoundInItsObject() throws IOException {
        for (Path file : needed) {
            byte[] whole = Files.readAllBytes(file);
            for (int at = 0; at < whole.length; at++) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                Files.write(file, flipped);
                assertDamageIsFound(file, "byte " + at);
            }
            Files.write(file, whole);
        }
        assertThat(vault.verify().isSound()).isTrue();
        assertThat(vault.snapshots().verify(snapshot).isSound()).isTrue();
    }

    @Test
    void everyCutIsFoundInItsObject() throws IOException {
        for (Path file : needed) {
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length += 7) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertDamageIsFound(file, "cut at " + length);
                assertThat(vault.snapshots().check(snapshot).damaged())
                        .as("check, %s cut at %d", name(file), length)
                        .containsExactly(name(file));
            }
            Files.write(file, whole);
        }
    }

    private void assertDamageIsFound(Path file, String how) {
        Verification found = vault.verify();
        assertThat(found.damaged()).as("%s %s", name(file), how).containsExactly(name(file));
        assertThat(found.lostSnapshots())
                .as("%s %s", name(file), how)
                .containsExactly(snapshot.objectName());
        assertThat(readsRightOrNamesDamageIn(name(file))).as("%s %s", name(file), how).isTrue();
    }

    private boolean readsRightOrNamesDamageIn(String name) {
        try {
            Snapshot read = vault.snapshots().list().getFirst();
            try (SnapshotReader reader = vault.snapshots().open(read);
                    Stream<SnapshotFile> files = reader.files()) {
                return files.allMatch(
                        file -> Arrays.equals(SampleSnapshot.read(reader, file), BYTES));
            }
        } catch (ProblemException e) {
            return e.problem().code().equals(VaultProblems.OBJECT_DAMAGED)
                    && name.equals(e.problem().facts().get("object"));
        }
    }

    @Test
    void everyMissingObjectIsNamedWithTheSnapshotsThatNeedIt() throws IOException {
        Snapshot other = take("0/3000028", Bytes.random(500, 2));
        for (Path file : needed) {
            byte[] whole = Files.readAllBytes(file);
            Files.delete(file);

            Verification found = vault.verify();
            if (name(file).equals(snapshot.objectName())) {
                assertThat(found.isSound()).as("nobody names a snapshot").isTrue();
            } else {
                assertThat(found.missing()).containsExactly(name(file));
                assertThat(found.lostSnapshots()).containsExactly(snapshot.objectName());
            }
            for (var verified :
                    List.of(
                            vault.snapshots().check(snapshot),
                            vault.snapshots().verify(snapshot))) {
                assertThat(verified.findings())
                        .extracting(Finding::object)
                        .containsExactly(name(file));
                assertThat(verified.findings().getFirst().kind()).isEqualTo(Finding.Kind.MISSING);
            }
            assertThat(vault.snapshots().verify(other).isSound()).isTrue();
            Files.write(file, whole);
        }
    }

    @Test
    void goesOnListingWhenOneSnapshotIsDamaged() throws IOException {
        Snapshot other = take("0/3000028", Bytes.random(500, 2));
        Files.write(folder.resolve(snapshot.objectName()), new byte[10]);

        SnapshotSurvey survey = vault.snapshots().survey();

        assertThat(survey.snapshots()).containsExactly(other);
        assertThat(survey.findings())
                .extracting(Finding::object)
                .containsExactly(snapshot.objectName());
        assertThat(vault.snapshots().find(other.label())).contains(other);
        assertThat(vault.stats().snapshots()).isEqualTo(2);
    }

    @Test
    void namesBothOfTwoPacksThatChangedPlaces() throws IOException {
        List<Path> packs = needed.stream().filter(file -> name(file).startsWith("packs/")).toList();
        byte[] first = Files.readAllBytes(packs.get(0));
        Files.write(packs.get(0), Files.readAllBytes(packs.get(1)));
        Files.write(packs.get(1), first);

        assertThat(vault.verify().damaged())
                .containsExactly(name(packs.get(0)), name(packs.get(1)));
    }

    @Test
    void namesASnapshotUnderTheNameOfAnother() throws IOException {
        Snapshot other = take("0/3000028", Bytes.random(500, 2));
        Files.copy(
                folder.resolve(other.objectName()),
                folder.resolve(snapshot.objectName()),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(vault.verify().damaged()).containsExactly(snapshot.objectName());
    }

    @Test
    void noticesATableThatNamesFramesWhichThePackDoesNotList() throws IOException {
        byte[] bytes = Bytes.random(300, 9);
        Snapshot other = take("0/3000028", bytes);
        List<SnapshotFile> forged = new ArrayList<>();
        try (SnapshotReader reader = vault.snapshots().open(other);
                Stream<SnapshotFile> files = reader.files();
                SnapshotWriter writer = vault.snapshots().writer(3)) {
            SnapshotFile file = files.findFirst().orElseThrow();
            try (SnapshotLane lane = writer.lane()) {
                // A pack of the same length with other bytes, so that only ids tell.
                SampleSnapshot.store(lane, file.kind(), "x", Bytes.random(300, 10));
            }
            forged.add(file);
            Snapshot lie = writer.commit(SampleSnapshot.facts("0/4000028"), forged);

            Verification found = vault.verify();

            assertThat(found.lostSnapshots()).containsExactly(lie.objectName());
            assertThat(found.findings().getFirst().object()).startsWith("body/");
            assertThat(found.findings().getFirst().what())
                    .isEqualTo("'base/1/1' has a frame that its pack does not list");
            assertThat(vault.snapshots().verify(lie).isSound()).isFalse();
        }
    }

    @Test
    void namesAStrangerAmongTheSnapshots() throws IOException {
        Files.write(folder.resolve("snap/" + SampleSnapshot.SERVER + "/latest"), new byte[1]);

        Verification found = vault.verify();

        assertThat(found.damaged()).containsExactly("snap/" + SampleSnapshot.SERVER + "/latest");
        assertThat(found.lostSnapshots()).isEmpty();
        assertThat(vault.snapshots().list()).containsExactly(snapshot);
    }
}
