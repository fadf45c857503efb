package org.cairn.source.spec;

import org.cairn.kernel.Secret;

/// What opens the project's vault.
public sealed interface VaultKeySpec {
    /// A file that holds a key.
    ///
    /// @param path relative to the project unless absolute
    record KeyFile(String path) implements VaultKeySpec {}

    /// A passphrase, which is kept elsewhere.
    record Passphrase(Secret passphrase) implements VaultKeySpec {}
}
