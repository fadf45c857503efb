package org.cairn.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.vault.key.Entropy;
import org.cairn.vault.key.KeyFile;
import org.cairn.vault.key.SecretKind;
import org.cairn.vault.key.VaultSecret;
import org.cairn.vault.problem.KeyProblems;
import org.jspecify.annotations.Nullable;

/// The keys of a vault that were given with a command: by an option, else by the environment.
///
/// @param keyFile of the option; it may also hold a recovery key
record GivenKeys(@Nullable Path keyFile, Map<String, String> environment) {
    static final String KEY_FILE = "CAIRN_VAULT_KEY_FILE";
    static final String PASSPHRASE = "CAIRN_VAULT_PASSPHRASE";
    static final String RECOVERY_KEY = "CAIRN_VAULT_RECOVERY_KEY";

    GivenKeys {
        environment = Map.copyOf(environment);
    }

    /// What may open a vault that is there; none if nothing was given.
    List<VaultSecret> secrets() {
        if (keyFile != null) {
            return ofFile(keyFile);
        }
        List<VaultSecret> secrets = new ArrayList<>();
        if (has(KEY_FILE)) {
            secrets.addAll(ofFile(Path.of(value(KEY_FILE))));
        }
        if (has(PASSPHRASE)) {
            secrets.add(VaultSecret.passphrase(value(PASSPHRASE).toCharArray()));
        }
        if (has(RECOVERY_KEY)) {
            secrets.add(recovery(value(RECOVERY_KEY)));
        }
        return secrets;
    }

    /// The same text may be of a key file or of a recovery key that somebody wrote into a file.
    static List<VaultSecret> ofFile(Path file) {
        return List.of(
                KeyFile.read(file, SecretKind.FILE), KeyFile.read(file, SecretKind.RECOVERY));
    }

    /// What shall open a new vault, if it was given; a key file that is not there is made.
    List<VaultSecret> secretsOfNew(Entropy entropy) {
        if (keyFile != null) {
            return List.of(KeyFile.readOrCreate(keyFile, entropy));
        }
        List<VaultSecret> secrets = new ArrayList<>();
        if (has(KEY_FILE)) {
            secrets.add(KeyFile.readOrCreate(Path.of(value(KEY_FILE)), entropy));
        }
        if (has(PASSPHRASE)) {
            secrets.add(VaultSecret.passphrase(value(PASSPHRASE).toCharArray()));
        }
        return secrets;
    }

    /// What opens a new vault, if it was given; else empty.
    String describe() {
        String file = keyFile == null ? value(KEY_FILE) : keyFile.toString();
        if (!file.isEmpty()) {
            return "the key file " + file;
        }
        return has(PASSPHRASE) ? "the passphrase" : "";
    }

    private static VaultSecret recovery(String text) {
        try {
            return VaultSecret.read(SecretKind.RECOVERY, text.toCharArray());
        } catch (IllegalArgumentException e) {
            throw KeyProblems.UNREADABLE
                    .says("the recovery key in %s cannot be used", RECOVERY_KEY)
                    .what("%s", String.valueOf(e.getMessage()))
                    .kept("nothing was changed")
                    .remedy("Compare it with what was written down.")
                    .asException();
        }
    }

    private boolean has(String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }

    private String value(String name) {
        return environment.getOrDefault(name, "");
    }
}
