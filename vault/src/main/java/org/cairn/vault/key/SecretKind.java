package org.cairn.vault.key;

import java.util.Locale;

/// What a key slot opens by.
public enum SecretKind {
    PASSPHRASE,
    FILE,
    RECOVERY;

    /// As it stands in key slots.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// As it stands in sentences.
    public String noun() {
        return switch (this) {
            case PASSPHRASE -> "a passphrase";
            case FILE -> "a key file";
            case RECOVERY -> "a recovery key";
        };
    }

    /// Refuses by `IllegalArgumentException` what is no kind.
    static SecretKind of(String word) {
        for (SecretKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("there is no key slot of kind " + word);
    }
}
