package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.RunEvent;
import org.cairn.vault.Vault;
import org.cairn.vault.frame.Suite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a project does about the key of its vault.
final class VaultKeysTest {
    @TempDir private Path folder;
    private final List<RunEvent.RecoveryKeyMade> shown = new ArrayList<>();

    @BeforeEach
    void declare() throws IOException {
        Files.writeString(folder.resolve("cairn.yaml"), "version: 1\nproject: p\n");
    }

    private Wiring wiring(Map<String, String> environment, @Nullable Path keyFile) {
        return new Wiring(
                folder,
                folder,
                event -> {
                    if (event instanceof RunEvent.RecoveryKeyMade made) {
                        shown.add(made);
                    }
                },
                environment,
                keyFile);
    }

    private Wiring wiring() {
        return new Wiring(
                folder,
                folder,
                event -> {
                    if (event instanceof RunEvent.RecoveryKeyMade made) {
                        shown.add(made);
                    }
                },
                Map.of());
    }

    private Path key() {
        return folder.resolve(".cairn/vault.key");
    }

    private static void assertProblem(String code, Runnable act) {
        assertThat(ProjectFixture.problemOf(act).code().name()).isEqualTo(code);
    }

    @Test
    void makesAKeyFileWithTheVaultAndShowsTheRecoveryKeyOnce() throws IOException {
        Vault made = wiring().vault();

        assertThat(made.suite()).isEqualTo(Suite.ENCRYPTED);
        assertThat(Files.readString(key())).startsWith("CAIRN-KEY-1-");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
                .isEqualTo("rw-------");
        assertThat(wiring().vault().uuid()).isEqualTo(made.uuid());
        assertThat(shown).hasSize(1);
        assertThat(shown.getFirst().daily()).isEqualTo("the key file " + key());
        assertThat(shown.getFirst().toString()).doesNotContain("CAIRN-KEY");
    }

    @Test
    void makesNoSecondKeyForAVaultThatIsThere() throws IOException {
        wiring().vault();
        Files.delete(key());

        assertProblem("vault-key-missing", () -> wiring().vault());
        Files.delete(folder.resolve(".cairn/vault-known"));
        assertProblem("vault-key-missing", () -> wiring().vault());
        assertThat(key()).doesNotExist();
    }

    @Test
    void opensByTheRecoveryKeyFromTheEnvironmentOrAFile() throws IOException {
        Vault made = wiring().vault();
        Files.delete(key());
        String recovery = shown.getFirst().key().reveal();
        Path paper = Files.writeString(folder.resolve("paper"), "  " + recovery + "\n");

        assertThat(wiring(Map.of(GivenKeys.RECOVERY_KEY, recovery), null).vault().uuid())
                .isEqualTo(made.uuid());
        assertThat(wiring(Map.of(), paper).vault().uuid()).isEqualTo(made.uuid());
        assertThat(wiring(Map.of(GivenKeys.KEY_FILE, paper.toString()), null).vault().uuid())
                .isEqualTo(made.uuid());
    }

    @Test
    void takesTheKeyThatIsGivenAndNoOther() throws IOException {
        wiring().vault();
        Path other =
                Files.writeString(
                        folder.resolve("other"),
                        "CAIRN-KEY-1-00000-00000-00000-00000-00000-00000-00000-00000-00000-00000-06CT0");

        assertProblem("vault-key-wrong", () -> wiring(Map.of(), other).vault());
        assertProblem(
                "vault-key-wrong",
                () -> wiring(Map.of(GivenKeys.KEY_FILE, other.toString()), null).vault());
        assertProblem(
                "vault-key-unreadable", () -> wiring(Map.of(), folder.resolve("none")).vault());
        assertProblem(
                "vault-key-unreadable",
                () -> wiring(Map.of(GivenKeys.RECOVERY_KEY, "CAIRN-KEY-1-0"), null).vault());
    }

    @Test
    void opensAVaultByItsFolderAndKeyWithoutItsProject() throws IOException {
        wiring().vault();
        Path vault = folder.resolve(".cairn/vault");
        var elsewhere = new Wiring(folder.resolve("no"), folder, _ -> {}, Map.of(), key());
        var keyless = new Wiring(folder.resolve("no"), folder, _ -> {}, Map.of());

        assertThat(elsewhere.inspectVault(vault).check().isSound()).isTrue();
        assertProblem("vault-key-missing", () -> keyless.inspectVault(vault));
        assertThat(keyless.manageKeys(vault).list()).as("needs no key").hasSize(2);
    }

    @Test
    void usesADeclaredFileOrPassphrase() throws IOException {
        Files.writeString(folder.resolve("secret"), "a long passphrase");
        Files.writeString(
                folder.resolve("cairn.yaml"),
                "version: 1\nproject: p\nvault: {key: {passphrase: \"${file:secret}\"}}\n");

        wiring().vault();

        assertThat(key()).doesNotExist();
        assertThat(shown.getFirst().daily()).isEqualTo("the passphrase");
        Files.writeString(folder.resolve("secret"), "another passphrase");
        assertProblem("vault-key-wrong", () -> wiring().vault());
    }

    @Test
    void makesAVaultThatIsNotEncryptedOnlyWhereItIsSaid() {
        var made = wiring().makeVault(null, Suite.CLEAR, null);

        assertThat(made.identity().suite()).isEqualTo(Suite.CLEAR);
        assertThat(key()).doesNotExist();
        assertThat(shown).isEmpty();
        assertThat(wiring().vault().suite()).isEqualTo(Suite.CLEAR);
        assertProblem("vault-not-encrypted", () -> wiring().manageKeys(null));
    }

    @Test
    void addsRemovesAndRotates() {
        wiring().vault();
        ManageKeys keys = wiring().manageKeys(null);

        var added = keys.addFile(folder.resolve("second.key"));
        keys.addRecovery().close();
        assertThat(keys.list()).hasSize(4);
        assertProblem("vault-key-slots-left", () -> keys.rotate(List.of(), _ -> {}));
        keys.remove(added.id().substring(0, 8), org.cairn.vault.key.KeyRing.Care.CAREFUL);
        List<String> recovery = new ArrayList<>();
        keys.rotate(List.of(), made -> recovery.add(new String(made.text())));

        assertThat(keys.list()).hasSize(2);
        assertThat(wiring().vault().verify().isSound()).isTrue();
        assertProblem(
                "vault-key-wrong", () -> wiring(Map.of(), folder.resolve("second.key")).vault());
        assertThat(
                        wiring(Map.of(GivenKeys.RECOVERY_KEY, recovery.getFirst()), null)
                                .vault()
                                .suite())
                .isEqualTo(Suite.ENCRYPTED);
    }
}
