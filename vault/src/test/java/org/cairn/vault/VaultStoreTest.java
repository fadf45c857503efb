package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VaultStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @TempDir private Path folder;

    private Vault openOrCreate(Path directory) {
        return Vault.openOrCreate(directory, CLOCK, Steps.NONE);
    }

    @Test
    void isTheSameVaultWhenOpenedAgain() {
        Vault created = openOrCreate(folder.resolve("new/vault"));

        Vault opened = Vault.open(folder.resolve("new/vault"), CLOCK, Steps.NONE);

        assertThat(opened.uuid()).isEqualTo(created.uuid());
        assertThat(opened.uuid().version()).isEqualTo(4);
        assertThat(opened.created()).isEqualTo(NOW);
        assertThat(openOrCreate(folder.resolve("new/vault")).uuid()).isEqualTo(created.uuid());
    }

    @Test
    void letsManyCreatorsOpenOneVault() {
        var creators = IntStream.range(0, 12).boxed().toList();

        var uuids = Tasks.map(creators, _ -> openOrCreate(folder.resolve("vault")).uuid());

        assertThat(uuids).containsOnly(uuids.getFirst());
    }

    @Test
    void refusesAFolderThatHoldsOtherThings() throws IOException {
        Files.write(folder.resolve("Holiday.jpg"), new byte[1]);

        var problem = Problems.raisedBy(VaultProblems.FOREIGN_FOLDER, () -> openOrCreate(folder));

        assertThat(problem.headline()).isEqualTo("'" + folder + "' is not a vault");
        assertThat(problem.what()).isEqualTo("it holds other things and no repo.json");
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(folder.resolve("Holiday.jpg"));
        }
    }

    @Test
    void refusesAFile() throws IOException {
        Path file = Files.write(folder.resolve("vault"), new byte[1]);

        var problem = Problems.raisedBy(VaultProblems.FOREIGN_FOLDER, () -> openOrCreate(file));

        assertThat(problem.what()).isEqualTo("it is not a folder");
    }

    @Test
    void saysThatThereIsNoVault() {
        var nowhere =
                Problems.raisedBy(
                        VaultProblems.MISSING,
                        () -> Vault.open(folder.resolve("none"), CLOCK, Steps.NONE));
        var empty =
                Problems.raisedBy(
                        VaultProblems.MISSING, () -> Vault.open(folder, CLOCK, Steps.NONE));

        assertThat(nowhere.what()).isEqualTo("there is no such folder");
        assertThat(empty.what()).isEqualTo("the folder holds no repo.json");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void refusesARepositoryFromTheFuture() throws IOException {
        Files.writeString(
                folder.resolve("repo.json"),
                "{\"type\":\"cairn-vault\",\"keys\":[true],\"version\":2}");

        var problem = Problems.raisedBy(VaultProblems.VERSION_UNKNOWN, () -> openOrCreate(folder));

        assertThat(problem.headline()).isEqualTo("vault object 'repo.json' has format version 2");
        assertThat(problem.what()).isEqualTo("this cairn reads format version 1");
        Problems.raisedBy(
                VaultProblems.VERSION_UNKNOWN, () -> Vault.open(folder, CLOCK, Steps.NONE));
    }

    @Test
    void refusesAVaultOfVersion0AndSaysWhatToDo() throws IOException {
        Files.writeString(folder.resolve("repo.json"), "{\"type\":\"cairn-vault\",\"version\":0}");

        var problem = Problems.raisedBy(VaultProblems.VERSION_OLD, () -> openOrCreate(folder));

        assertThat(problem.headline()).isEqualTo("this vault has format version 0");
        assertThat(problem.remedy())
                .isEqualTo(
                        "Name another folder for a new vault, or move this one away; then fetch"
                                + " again and take a backup.");
    }

    @Test
    void refusesARepositoryWhoseDescriptionIsDamaged() throws IOException {
        openOrCreate(folder);
        byte[] bytes = Files.readAllBytes(folder.resolve("repo.json"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(folder.resolve("repo.json"), bytes);

        var problem = Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> openOrCreate(folder));

        assertThat(problem.headline()).isEqualTo("vault object 'repo.json' is damaged");
    }

    @Test
    void countsWhatItHolds() {
        Vault vault = openOrCreate(folder);
        Bytes.store(vault, "a", Bytes.random(1_000, 1));
        Bytes.store(vault, "b", Bytes.random(1_000, 1));
        Bytes.store(vault, "b", Bytes.random(500, 2));

        Stats stats = vault.stats();

        assertThat(stats.documents()).isEqualTo(3);
        assertThat(stats.bodies()).isEqualTo(2);
        assertThat(stats.logicalBytes()).isEqualTo(2_500);
        assertThat(stats.packs()).isEqualTo(2);
        assertThat(stats.storedBytes()).isEqualTo(1_500 + 2 * (44 + 32 + 32 + 39 + 12));
    }

    @Test
    void countsSnapshotsAndWal() {
        Vault vault = openOrCreate(folder);
        var files = Map.of("base/1/1", Bytes.random(1_000, 1));
        SampleSnapshot.take(vault.snapshots(), SampleSnapshot.facts("0/2000028"), files);
        SampleWal.put(vault.wal(), WalObject.Kind.SEGMENT, SampleWal.range(0, 1 << 20));
        SampleWal.put(vault.wal(), WalObject.Kind.FRAGMENT, SampleWal.range(1 << 20, 1_048_677));

        Stats stats = vault.stats();

        assertThat(stats.snapshots()).isEqualTo(1);
        assertThat(stats.snapshotBytes()).isEqualTo(1_000 + 44 + 32 + 32 + 39 + 12);
        assertThat(stats.segments()).isEqualTo(1);
        assertThat(stats.fragments()).isEqualTo(1);
        assertThat(stats.walBytes()).isBetween(500_000L, 600_000L);
        assertThat(stats.documents()).isZero();
    }

    @Test
    void verifiesAWholeVault() {
        Vault vault = openOrCreate(folder);
        Bytes.store(vault, "a", Bytes.compressible(3 << 20, 1));
        Bytes.store(vault, "a", new byte[0]);

        Verification verification = vault.verify();

        assertThat(verification.isSound()).isTrue();
        assertThat(verification.objects()).isEqualTo(6);
        assertThat(verification.bytes()).isGreaterThan(500_000);
    }

    @Test
    void findsEverythingThatIsWrongInOneGo() throws IOException {
        Vault vault = openOrCreate(folder);
        Path flippedPack = packOf(vault, "a", 1);
        Path gonePack = packOf(vault, "b", 2);
        var lostBody = Bytes.store(vault, "c", Bytes.random(1_000, 3));
        var whole = Bytes.store(vault, "d", Bytes.random(1_000, 4));
        byte[] bytes = Files.readAllBytes(flippedPack);
        bytes[100] ^= 1;
        Files.write(flippedPack, bytes);
        Files.delete(gonePack);
        Files.delete(bodyOf(vault, lostBody.sha256()));
        Files.writeString(folder.resolve("stranger"), "?");

        Verification found = vault.verify();

        assertThat(found.damaged()).containsExactlyInAnyOrder(name(flippedPack), "stranger");
        assertThat(found.missing())
                .containsExactlyInAnyOrder(name(gonePack), name(bodyOf(vault, lostBody.sha256())));
        assertThat(found.lostDocuments())
                .hasSize(3)
                .noneMatch(name -> name.endsWith(whole.id().hex()));
        assertThat(found.isSound()).isFalse();
    }

    private Path bodyOf(Vault vault, Sha256 sha256) {
        return folder.resolve(vault.documents().bodyOf(sha256).value());
    }

    /// Stores a document and says which pack that made.
    private Path packOf(Vault vault, String source, long seed) {
        List<ObjectName> before = packs();
        Bytes.store(vault, source, Bytes.random(1_000, seed));
        List<ObjectName> after = new ArrayList<>(packs());
        after.removeAll(before);
        return folder.resolve(after.getFirst().value());
    }

    private List<ObjectName> packs() {
        return FileStore.open(folder, CLOCK).list("packs/");
    }

    private String name(Path file) {
        return folder.relativize(file).toString();
    }
}
