package org.cairn.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.cairn.kernel.Secret;
import org.cairn.source.spec.VaultKeySpec;
import org.cairn.vault.key.VaultSecret;
import org.cairn.vault.problem.KeyProblems;

/// Reads passphrases from where they are kept; none is ever a word of a command.
final class Passphrases {
    private Passphrases() {}

    /// Reads a passphrase. Raises `vault-key-unreadable`.
    static VaultSecret read(String reference) {
        return VaultSecret.passphrase(text(reference).toCharArray());
    }

    /// A passphrase as a project would declare it.
    static VaultKeySpec declared(String reference) {
        return new VaultKeySpec.Passphrase(new Secret(text(reference)));
    }

    // `env:NAME` or `file:PATH`; the line's end does not belong to it.
    private static String text(String reference) {
        String text = "";
        if (reference.startsWith("env:")) {
            String value = System.getenv(reference.substring("env:".length()));
            text = value == null ? "" : value;
        } else if (reference.startsWith("file:")) {
            Path file = Path.of(reference.substring("file:".length()));
            text = Files.exists(file) ? ProjectFiles.read(file).stripTrailing() : "";
        }
        if (text.isEmpty()) {
            throw KeyProblems.UNREADABLE
                    .says("there is no passphrase in '%s'", reference)
                    .what("it is to be env: and the name of a variable, or file: and a path")
                    .kept("nothing was changed")
                    .remedy("Put it into the variable or the file, and name that.")
                    .asException();
        }
        return text;
    }
}
