package org.cairn.vault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.Steps;
import org.cairn.vault.TestAccess;
import org.cairn.vault.TestKeys;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.problem.KeyProblems;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyRingStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    @TempDir private Path folder;
    private FileStore store;
    private KeyRing ring;
    private KeySlots slots;
    private String recovery;
    private final List<String> reached = new ArrayList<>();

    @BeforeEach
    void begin() {
        store = FileStore.create(folder, InstantSource.fixed(NOW));
        slots = new KeySlots(store, TestKeys.REPOSITORY);
        ring = ring(reached::add);
        recovery = new String(ring.begin(List.of(file())).recovery().text());
    }

    private KeyRing ring(Steps steps) {
        var random = new SecureRandom();
        return new KeyRing(
                store,
                TestKeys.REPOSITORY,
                new KeyRing.Tools(
                        random::nextBytes,
                        KeySlot.FEWEST_ITERATIONS,
                        InstantSource.fixed(NOW),
                        steps));
    }

    private static VaultSecret file() {
        return TestAccess.secret();
    }

    private static VaultSecret recovery(String text) {
        return VaultSecret.read(SecretKind.RECOVERY, text.toCharArray());
    }

    private static VaultSecret passphrase(String text) {
        return VaultSecret.passphrase(text.toCharArray());
    }

    private KeySlot slot(SecretKind kind) {
        return ring.list().stream().filter(slot -> slot.kind() == kind).findFirst().orElseThrow();
    }

    private String rotate(List<VaultSecret> secrets, String... dropped) {
        List<String> shown = new ArrayList<>();
        ring.rotate(secrets, List.of(dropped), key -> shown.add(new String(key.text())));
        return shown.getFirst();
    }

    @Test
    void opensByTheKeyFileAndByTheRecoveryKey() {
        ContainerKeys byFile = slots.unlock(List.of(file()));
        ContainerKeys byRecovery = slots.unlock(List.of(recovery(recovery)));

        assertThat(byFile.idOf(new byte[3])).isEqualTo(byRecovery.idOf(new byte[3]));
        assertThat(byFile.epoch()).isEqualTo(1);
        assertThat(ring.list())
                .extracting(KeySlot::kind)
                .containsExactlyInAnyOrder(SecretKind.FILE, SecretKind.RECOVERY);
    }

    @Test
    void opensByAPassphraseHoweverItsLettersAreComposed() {
        ring.add(List.of(file()), passphrase("Zürich 8"));

        assertThat(slots.unlock(List.of(passphrase("Zu\u0308rich 8"))).epoch()).isEqualTo(1);
        Problems.raisedBy(KeyProblems.WRONG, () -> slots.unlock(List.of(passphrase("Zurich 8"))));
    }

    @Test
    void saysByWhatItOpens() {
        var none = Problems.raisedBy(KeyProblems.MISSING, () -> slots.unlock(List.of()));
        var wrong =
                Problems.raisedBy(
                        KeyProblems.WRONG,
                        () ->
                                slots.unlock(
                                        List.of(
                                                VaultSecret.make(
                                                        SecretKind.FILE,
                                                        new SecureRandom()::nextBytes))));

        assertThat(none.headline()).isEqualTo("the vault is encrypted and no key was given");
        assertThat(none.what()).contains("a key file").contains("a recovery key");
        assertThat(none.remedy()).contains("--key-file").contains("CAIRN_VAULT_PASSPHRASE");
        assertThat(wrong.headline()).isEqualTo("the key does not open the vault");
        assertThat(wrong.what()).startsWith("a key file was given; it opens by ");
    }

    @Test
    void takesARecoveryKeyForNoKeyFile() {
        Problems.raisedBy(
                KeyProblems.WRONG,
                () ->
                        slots.unlock(
                                List.of(
                                        VaultSecret.read(
                                                SecretKind.FILE, recovery.toCharArray()))));
    }

    @Test
    void opensAlthoughOneSlotRotted() throws IOException {
        ObjectName name = slot(SecretKind.RECOVERY).name();
        Files.write(folder.resolve(name.value()), new byte[40]);

        assertThat(slots.unlock(List.of(file())).epoch()).isEqualTo(1);
        var problem = Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> slots.check(name));
        assertThat(problem.facts()).containsEntry("object", name.value());
    }

    @Test
    void noticesEveryFlippedByteOfASlot() throws IOException {
        ObjectName name = slot(SecretKind.FILE).name();
        Path path = folder.resolve(name.value());
        byte[] whole = Files.readAllBytes(path);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(path, flipped);
            Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> slots.check(name));
        }
    }

    @Test
    void doesNotOpenByASlotOfAnotherVault() {
        var other = new KeySlots(store, new java.util.UUID(1, 3));

        Problems.raisedBy(KeyProblems.WRONG, () -> other.unlock(List.of(file())));
    }

    @Test
    void readsOldEpochsAfterARotationAndNotWithOldKeys() {
        ContainerKeys before = slots.unlock(List.of(file()));

        String next = rotate(List.of(file()));

        ContainerKeys after = slots.unlock(List.of(file()));
        assertThat(after.epoch()).isEqualTo(2);
        assertThat(after.idOf(new byte[9])).isEqualTo(before.idOf(new byte[9]));
        assertThat(slots.unlock(List.of(recovery(next))).epoch()).isEqualTo(2);
        Problems.raisedBy(KeyProblems.WRONG, () -> slots.unlock(List.of(recovery(recovery))));
        assertThat(ring.list()).extracting(KeySlot::epoch).containsOnly(2);
        assertThat(reached)
                .containsExactly(
                        "vault.slots-durable",
                        "vault.epoch-slots-durable",
                        "vault.epoch-durable",
                        "vault.rotated");
        rotate(List.of(file()));
        assertThat(slots.unlock(List.of(file())).epoch()).isEqualTo(3);
    }

    @Test
    void rotatesWithTheSecretOfEverySlotOrSaysWhichItWouldLose() {
        KeySlot slow = ring.add(List.of(file()), passphrase("a long one"));

        var problem = Problems.raisedBy(KeyProblems.SLOTS_LEFT, () -> rotate(List.of(file())));
        assertThat(problem.what()).isEqualTo("they are " + slow.id() + " (a passphrase)");

        rotate(List.of(file(), passphrase("a long one")));
        assertThat(slots.unlock(List.of(passphrase("a long one"))).epoch()).isEqualTo(2);
        rotate(List.of(file()), slot(SecretKind.PASSPHRASE).id());
        Problems.raisedBy(KeyProblems.WRONG, () -> slots.unlock(List.of(passphrase("a long one"))));
    }

    @Test
    void rotatesByTheRecoveryKeyWhenTheKeyFileIsLost() {
        String next = rotate(List.of(recovery(recovery)), slot(SecretKind.FILE).id());

        Problems.raisedBy(KeyProblems.WRONG, () -> slots.unlock(List.of(file())));
        assertThat(slots.unlock(List.of(recovery(next))).epoch()).isEqualTo(2);
    }

    @Test
    void leavesEveryRotationThatIsCutShortOpenable() {
        for (String halt :
                List.of("vault.epoch-slots-durable", "vault.epoch-durable", "vault.rotated")) {
            int epoch = slots.unlock(List.of(file())).epoch();
            KeyRing halting =
                    ring(step -> {
                        if (step.equals(halt)) {
                            throw new IllegalStateException("halted");
                        }
                    });

            assertThatThrownBy(() -> halting.rotate(List.of(file()), List.of(), _ -> {}))
                    .hasMessage("halted");

            boolean counts = !halt.equals("vault.epoch-slots-durable");
            assertThat(slots.unlock(List.of(file())).epoch()).isEqualTo(counts ? epoch + 1 : epoch);
            rotate(List.of(file()));
            assertThat(slots.unlock(List.of(file())).epoch())
                    .isEqualTo(counts ? epoch + 2 : epoch + 1);
            assertThat(ring.list()).hasSize(2);
        }
    }

    // Both have made slots of the same epoch before either made it count.
    @Test
    void letsOneOfTwoRotationsWin() {
        List<String> won = new ArrayList<>();
        KeyRing slower =
                ring(step -> {
                    if (step.equals("vault.epoch-slots-durable") && won.isEmpty()) {
                        won.add(rotate(List.of(file())));
                    }
                });

        Problems.raisedBy(
                KeyProblems.ROTATING, () -> slower.rotate(List.of(file()), List.of(), _ -> {}));

        assertThat(slots.unlock(List.of(recovery(won.getFirst()))).epoch()).isEqualTo(2);
        assertThat(slots.unlock(List.of(file())).epoch()).isEqualTo(2);
        assertThat(ring.list()).hasSize(2);
    }

    @Test
    void removesNoSlotThatIsNeeded() {
        List<VaultSecret> now = List.of(file());
        String file = slot(SecretKind.FILE).id();
        String spare = slot(SecretKind.RECOVERY).id();

        var opened =
                Problems.raisedBy(
                        KeyProblems.SLOT_NEEDED,
                        () -> ring.remove(now, file, KeyRing.Care.CAREFUL));
        var recoveryKey =
                Problems.raisedBy(
                        KeyProblems.SLOT_NEEDED,
                        () -> ring.remove(now, spare.substring(0, 6), KeyRing.Care.CAREFUL));
        ring.remove(now, spare, KeyRing.Care.FORCED);
        var last =
                Problems.raisedBy(
                        KeyProblems.SLOT_NEEDED, () -> ring.remove(now, file, KeyRing.Care.FORCED));

        assertThat(opened.what()).isEqualTo("it is the one that opened the vault just now");
        assertThat(recoveryKey.what()).isEqualTo("it is the only recovery key");
        assertThat(last.what()).isEqualTo("it is the only one that opens the vault");
        assertThat(ring.list()).extracting(KeySlot::id).containsExactly(file);
    }

    @Test
    void removesASlotByTheBeginningOfItsId() {
        KeySlot slow = ring.add(List.of(file()), passphrase("a long one"));

        ring.remove(List.of(file()), slow.id().substring(0, 8), KeyRing.Care.CAREFUL);

        Problems.raisedBy(KeyProblems.WRONG, () -> slots.unlock(List.of(passphrase("a long one"))));
        for (String unknown : List.of("", "nothing")) {
            Problems.raisedBy(
                    KeyProblems.SLOT_UNKNOWN,
                    () -> ring.remove(List.of(file()), unknown, KeyRing.Care.CAREFUL));
        }
    }

    @Test
    void printsNoSecret() {
        RecoveryKey key = ring.addRecovery(List.of(file()));

        assertThat(key.toString()).startsWith("the recovery key of slot ");
        assertThat(key.toString()).doesNotContain(new String(key.text()).substring(12, 17));
        assertThat(file()).hasToString("a key file");
        assertThat(passphrase("hunter2").toString()).doesNotContain("hunter2");
        key.close();
        assertThat(new String(key.text())).matches("\0+");
    }

    @Test
    void refusesASlotThatMakesAPassphraseCheap() throws IOException {
        ring.add(List.of(file()), passphrase("a long one"));
        Path path = folder.resolve(slot(SecretKind.PASSPHRASE).name().value());
        String cheap =
                Files.readString(path).replaceAll("\"iterations\":\\d+", "\"iterations\":1000");
        String open = cheap.substring(0, cheap.indexOf(",\"seal\""));
        Files.writeString(
                path,
                open
                        + ",\"seal\":\""
                        + org.cairn.kernel.Sha256.of(
                                open.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        + "\"}\n");

        Problems.raisedBy(KeyProblems.WRONG, () -> slots.unlock(List.of(passphrase("a long one"))));
    }
}
