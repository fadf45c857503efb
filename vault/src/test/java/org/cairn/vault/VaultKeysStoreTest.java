package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.key.KeySlot;
import org.cairn.vault.key.RecoveryKey;
import org.cairn.vault.key.SecretKind;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.key.VaultSecret;
import org.cairn.vault.problem.KeyProblems;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An encrypted vault is made once, opens by its keys and by nothing else, and shows what it holds
/// to nobody without one.
final class VaultKeysStoreTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path folder;

    private Vault open(VaultAccess access) {
        return Vault.open(folder, access, CLOCK, Steps.NONE);
    }

    /// What has one secret and may not make a vault.
    private record Only(SecretKind kind, String text) implements VaultAccess {
        @Override
        public List<VaultSecret> secrets() {
            return List.of(VaultSecret.read(kind, text.toCharArray()));
        }

        @Override
        public Suite suiteOfNew() {
            throw new AssertionError("the vault is there");
        }

        @Override
        public List<VaultSecret> secretsOfNew() {
            throw new AssertionError("the vault is there");
        }

        @Override
        public void made(RecoveryKey key) {
            throw new AssertionError("the vault is there");
        }
    }

    @Test
    void showsTheRecoveryKeyOnce() {
        var access = new TestAccess();
        Vault.openOrCreate(folder, access, CLOCK, Steps.NONE);
        Vault.openOrCreate(folder, access, CLOCK, Steps.NONE);

        assertThat(access.recoveryKeys()).hasSize(1);
        Vault opened = open(new Only(SecretKind.RECOVERY, access.recoveryKeys().getFirst()));
        assertThat(opened.suite()).isEqualTo(Suite.ENCRYPTED);
    }

    @Test
    void opensByNothingElse() {
        TestAccess.openOrCreate(folder);

        Problems.raisedBy(KeyProblems.MISSING, () -> open(VaultAccess.CLEAR));
        Problems.raisedBy(KeyProblems.MISSING, () -> Vault.openOrCreate(folder, CLOCK, Steps.NONE));
        Problems.raisedBy(
                KeyProblems.WRONG, () -> open(new Only(SecretKind.PASSPHRASE, "hunter2")));
    }

    @Test
    void letsManyCreatorsOpenOneVault() {
        List<TestAccess> accesses = IntStream.range(0, 8).mapToObj(_ -> new TestAccess()).toList();

        var uuids =
                Tasks.map(
                        accesses,
                        access -> Vault.openOrCreate(folder, access, CLOCK, Steps.NONE).uuid());

        assertThat(uuids).containsOnly(uuids.getFirst());
        List<String> shown =
                accesses.stream().flatMap(access -> access.recoveryKeys().stream()).toList();
        assertThat(shown).hasSize(1);
        open(new Only(SecretKind.RECOVERY, shown.getFirst()));
        assertThat(Vault.keys(folder, CLOCK, Steps.NONE).list())
                .extracting(KeySlot::kind)
                .contains(SecretKind.FILE, SecretKind.RECOVERY);
    }

    @Test
    void goesOnWhereAVaultWasBegunAndNotMade() {
        for (String halt : List.of("vault.slots-durable", "vault.created")) {
            Path place = folder.resolve(halt);
            Steps halting =
                    step -> {
                        if (step.equals(halt)) {
                            throw new IllegalStateException("halted");
                        }
                    };
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> Vault.openOrCreate(place, new TestAccess(), CLOCK, halting))
                    .hasMessage("halted");

            Vault vault = TestAccess.openOrCreate(place);

            Bytes.store(vault, "a", new byte[5]);
            assertThat(vault.verify().isSound()).isTrue();
            assertThat(Vault.keys(place, CLOCK, Steps.NONE).list()).hasSize(2);
        }
    }

    @Test
    void hasNoKeysWhereItIsNotEncrypted() {
        Vault.openOrCreate(folder, CLOCK, Steps.NONE);

        Problems.raisedBy(KeyProblems.NOT_ENCRYPTED, () -> Vault.keys(folder, CLOCK, Steps.NONE));
        assertThat(open(new TestAccess()).suite()).isEqualTo(Suite.CLEAR);
    }

    @Test
    void readsItselfAfterARotationAndNamesDamagedKeys() throws IOException {
        Vault vault = TestAccess.openOrCreate(folder);
        var before = Bytes.store(vault, "a", Bytes.random(2_000, 1));
        Vault.keys(folder, CLOCK, Steps.NONE)
                .rotate(List.of(TestAccess.secret()), List.of(), _ -> {});
        Vault rotated = TestAccess.openOrCreate(folder);
        var after = Bytes.store(rotated, "a", Bytes.random(2_000, 2));
        Bytes.store(rotated, "a", Bytes.random(2_000, 1));

        assertThat(rotated.verify().isSound()).isTrue();
        assertThat(rotated.stats().packs()).as("equal bytes keep their ids").isEqualTo(2);
        for (var document : List.of(before, after)) {
            assertThat(rotated.documents().open(document.sha256()).read(0, 2_000)).hasSize(2_000);
        }
        Path previous = folder.resolve("keys/00000002/previous");
        byte[] bytes = Files.readAllBytes(previous);
        bytes[60] ^= 1;
        Files.write(previous, bytes);
        assertThat(rotated.verify().damaged()).containsExactly("keys/00000002/previous");
    }

    @Test
    void showsNothingOfWhatItHolds() throws IOException {
        Vault vault = TestAccess.openOrCreate(folder);
        byte[] secret = "Wanjiku Kamau, 4711".getBytes(StandardCharsets.UTF_8);
        Bytes.store(vault, "people", secret);
        SampleSnapshot.take(
                vault.snapshots(),
                SampleSnapshot.facts("0/2000028"),
                java.util.Map.of("base/1/1", secret));
        byte[] wal = new byte[1000];
        System.arraycopy(secret, 0, wal, 500, secret.length);
        SampleWal.put(vault.wal(), WalObject.Kind.FRAGMENT, SampleWal.range(0, 1000), wal);

        List<Path> files = new ArrayList<>();
        try (var walk = Files.walk(folder)) {
            walk.filter(Files::isRegularFile).forEach(files::add);
        }
        for (Path file : files) {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertThat(bytes)
                    .as(file.toString())
                    .doesNotContain("Wanjiku")
                    .doesNotContain("4711")
                    .doesNotContain("base/1")
                    .doesNotContain("data.example.org")
                    .doesNotContain(org.cairn.kernel.Sha256.of(secret).hex());
        }
        assertThat(files.toString()).doesNotContain(org.cairn.kernel.Sha256.of(secret).hex());
        assertThat(Arrays.toString(files.toArray())).as("names are seen").contains("doc/people/");
    }
}
