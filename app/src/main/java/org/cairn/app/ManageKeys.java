package org.cairn.app;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.cairn.vault.key.KeyFile;
import org.cairn.vault.key.KeyRing;
import org.cairn.vault.key.KeySlot;
import org.cairn.vault.key.RecoveryKey;
import org.cairn.vault.key.VaultSecret;

/// Lists, adds, removes and rotates the keys of a vault.
public final class ManageKeys {
    private final KeyRing ring;
    private final ProjectAccess access;

    ManageKeys(KeyRing ring, ProjectAccess access) {
        this.ring = ring;
        this.access = access;
    }

    /// Needs no key.
    public List<KeySlot> list() {
        return ring.list();
    }

    /// Lets a key file open the vault; makes the file if it is not there.
    public KeySlot addFile(Path file) {
        return opened(now -> {
            // Only when the vault was opened: a file that opens nothing must not stay behind.
            ring.requireOpen(now);
            try (var secret = KeyFile.readOrCreate(file, new SecureRandom()::nextBytes)) {
                return ring.add(now, secret);
            }
        });
    }

    /// Lets a passphrase open the vault.
    public KeySlot addPassphrase(String reference) {
        return opened(now -> {
            try (var secret = Passphrases.read(reference)) {
                return ring.add(now, secret);
            }
        });
    }

    /// Makes a recovery key, which the caller closes when it was shown.
    public RecoveryKey addRecovery() {
        return opened(ring::addRecovery);
    }

    public KeySlot remove(String slot, KeyRing.Care care) {
        return opened(now -> ring.remove(now, slot, care));
    }

    /// Begins an epoch with the keys at hand and a new recovery key.
    ///
    /// @param dropped slots that shall not open the vault any more
    public void rotate(List<String> dropped, Consumer<RecoveryKey> show) {
        List<VaultSecret> secrets = access.allSecrets();
        try {
            ring.rotate(secrets, dropped, show);
        } finally {
            secrets.forEach(VaultSecret::close);
        }
    }

    private <T> T opened(Function<List<VaultSecret>, T> act) {
        List<VaultSecret> now = access.secrets();
        try {
            return act.apply(now);
        } finally {
            now.forEach(VaultSecret::close);
        }
    }
}
