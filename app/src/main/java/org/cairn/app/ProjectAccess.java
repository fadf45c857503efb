package org.cairn.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Secret;
import org.cairn.source.spec.VaultKeySpec;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.key.Entropy;
import org.cairn.vault.key.KeyFile;
import org.cairn.vault.key.RecoveryKey;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.key.VaultSecret;

/// Opens and makes vaults for a project: by what was given with the command, else by what the
/// project says. A key file is made only together with a vault.
final class ProjectAccess implements VaultAccess {
    private final GivenKeys given;
    private final VaultKeySpec declared;
    private final Path root;
    private final Suite suite;
    private final EventSink events;
    private final Entropy entropy = new SecureRandom()::nextBytes;

    /// @param root that paths are relative to
    /// @param suite of a new vault
    ProjectAccess(
            GivenKeys given, VaultKeySpec declared, Path root, Suite suite, EventSink events) {
        this.given = given;
        this.declared = declared;
        this.root = root;
        this.suite = suite;
        this.events = events;
    }

    @Override
    public List<VaultSecret> secrets() {
        List<VaultSecret> secrets = given.secrets();
        return secrets.isEmpty() ? declaredSecrets() : secrets;
    }

    /// Everything there is, for a rotation, which needs the secret of each slot.
    List<VaultSecret> allSecrets() {
        List<VaultSecret> secrets = new ArrayList<>(given.secrets());
        secrets.addAll(declaredSecrets());
        return secrets;
    }

    private List<VaultSecret> declaredSecrets() {
        return switch (declared) {
            case VaultKeySpec.Passphrase(Secret passphrase) -> List.of(secret(passphrase));
            // One that is not there is not made: it would be another key.
            case VaultKeySpec.KeyFile(String path) ->
                    Files.exists(root.resolve(path))
                            ? GivenKeys.ofFile(root.resolve(path))
                            : List.of();
        };
    }

    @Override
    public Suite suiteOfNew() {
        return suite;
    }

    @Override
    public List<VaultSecret> secretsOfNew() {
        List<VaultSecret> secrets = given.secretsOfNew(entropy);
        if (!secrets.isEmpty()) {
            return secrets;
        }
        return List.of(
                switch (declared) {
                    case VaultKeySpec.Passphrase(Secret passphrase) -> secret(passphrase);
                    case VaultKeySpec.KeyFile(String path) ->
                            KeyFile.readOrCreate(root.resolve(path), entropy);
                });
    }

    private static VaultSecret secret(Secret passphrase) {
        return VaultSecret.passphrase(passphrase.reveal().toCharArray());
    }

    @Override
    public void made(RecoveryKey key) {
        events.accept(
                new RunEvent.RecoveryKeyMade(
                        new Secret(new String(key.text())), key.slot().id(), daily()));
    }

    private String daily() {
        String said = given.describe();
        if (!said.isEmpty()) {
            return said;
        }
        return switch (declared) {
            case VaultKeySpec.Passphrase _ -> "the passphrase";
            case VaultKeySpec.KeyFile(String path) ->
                    "the key file " + root.resolve(path).normalize();
        };
    }
}
