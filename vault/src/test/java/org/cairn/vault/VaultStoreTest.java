package org.cairn.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.kernel.WalRange;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.snapshot.Snapshot;
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
                "{\"type\":\"cairn-vault\",\"keys\":[true],\"version\":1}");

        var problem = Problems.raisedBy(VaultProblems.VERSION_UNKNOWN, () -> openOrCreate(folder));

        assertThat(problem.headline()).isEqualTo("vault object 'repo.json' has format version 1");
        assertThat(problem.what()).isEqualTo("this cairn reads format version 0");
        Problems.raisedBy(
                VaultProblems.VERSION_UNKNOWN, () -> Vault.open(folder, CLOCK, Steps.NONE));
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
        assertThat(stats.storedBytes()).isEqualTo(1_500 + 2 * (44 + 16 + 16 + 44 + 12));
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
        assertThat(stats.snapshotBytes()).isEqualTo(1_000 + 44 + 16 + 16 + 44 + 12);
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
        var flipped = Bytes.store(vault, "a", Bytes.random(1_000, 1));
        var lostPack = Bytes.store(vault, "b", Bytes.random(1_000, 2));
        var lostBody = Bytes.store(vault, "c", Bytes.random(1_000, 3));
        var whole = Bytes.store(vault, "d", Bytes.random(1_000, 4));
        Path flippedPack = packOf(flipped.sha256());
        byte[] bytes = Files.readAllBytes(flippedPack);
        bytes[100] ^= 1;
        Files.write(flippedPack, bytes);
        Path gonePack = packOf(lostPack.sha256());
        Files.delete(gonePack);
        Files.delete(bodyOf(lostBody.sha256()));
        Files.writeString(folder.resolve("stranger"), "?");

        Verification found = vault.verify();

        assertThat(found.damaged()).containsExactlyInAnyOrder(name(flippedPack), "stranger");
        assertThat(found.missing())
                .containsExactlyInAnyOrder(name(gonePack), name(bodyOf(lostBody.sha256())));
        assertThat(found.lostDocuments())
                .hasSize(3)
                .noneMatch(name -> name.endsWith(whole.id().hex()));
        assertThat(found.isSound()).isFalse();
    }

    @Test
    void readsAsAnIndependentReaderDoes() throws IOException {
        Vault vault = openOrCreate(folder);

        for (byte[] body :
                List.of(new byte[0], Bytes.random(1, 1), Bytes.compressible(3_000_000, 2))) {
            var document = Bytes.store(vault, "a", body);
            assertThat(new PlainReader(folder).body(document.sha256().hex())).isEqualTo(body);
        }
    }

    @Test
    void readsWalAndSnapshotsAsAnIndependentReaderDoes() throws IOException {
        Vault vault = openOrCreate(folder);
        byte[] pages = Bytes.compressible(3 << 20, 1);
        Arrays.fill(pages, 1 << 20, 2 << 20, (byte) 0);
        Map<String, byte[]> files =
                Map.of(
                        "PG_VERSION",
                        "18\n".getBytes(UTF_8),
                        "base/1/1",
                        pages,
                        "base/1/2",
                        new byte[0],
                        "global/pg_control",
                        Bytes.random(8192, 2));
        var facts = SampleSnapshot.facts("0/2000028");
        Snapshot snapshot = SampleSnapshot.take(vault.snapshots(), facts, files);
        WalRange range = SampleWal.range(16 << 20, (16 << 20) + 3_000_001);
        SampleWal.put(vault.wal(), WalObject.Kind.SEGMENT, range);
        WalObject wal = vault.wal().list(SampleWal.SERVER).getFirst();

        var plain = new PlainReader(folder);

        assertThat(plain.wal(wal.toString())).isEqualTo(SampleWal.bytes(range));
        assertThat(plain.snapshot(snapshot.objectName())).containsExactlyInAnyOrderEntriesOf(files);
    }

    private Path bodyOf(Sha256 sha256) {
        return folder.resolve("body/" + sha256.hex().substring(0, 2) + "/" + sha256);
    }

    private Path packOf(Sha256 sha256) throws IOException {
        String json = Files.readString(bodyOf(sha256));
        String id = json.replaceAll("(?s).*\"pack\":\"([0-9a-f]{32})\".*", "$1");
        return folder.resolve("packs/" + id.substring(0, 2) + "/" + id);
    }

    private String name(Path file) {
        return folder.relativize(file).toString();
    }
}
