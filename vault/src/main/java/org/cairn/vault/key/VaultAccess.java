package org.cairn.vault.key;

import java.util.List;
import org.cairn.vault.frame.Suite;

/// How a vault is opened, and how a new one is protected. The secrets that it gives are closed by
/// who asked for them.
public interface VaultAccess {
    /// No key: opens and makes vaults that are not encrypted.
    VaultAccess CLEAR = new Clear();

    /// What may open an encrypted vault that is there; may be none.
    List<VaultSecret> secrets();

    /// Whether a new vault is encrypted.
    Suite suiteOfNew();

    /// What shall open a new vault, besides a recovery key. Asked before anything of the vault is
    /// written: when this returns, what is kept of it in files is durable.
    List<VaultSecret> secretsOfNew();

    /// Hears the recovery key of a vault that was just made, once and never again.
    void made(RecoveryKey key);

    /// Nothing is known and nothing is kept.
    final class Clear implements VaultAccess {
        private Clear() {}

        @Override
        public List<VaultSecret> secrets() {
            return List.of();
        }

        @Override
        public Suite suiteOfNew() {
            return Suite.CLEAR;
        }

        @Override
        public List<VaultSecret> secretsOfNew() {
            return List.of();
        }

        @Override
        public void made(RecoveryKey key) {
            throw new IllegalStateException("a vault that is not encrypted has no recovery key");
        }
    }
}
