package org.cairn.vault.key;

import java.time.Instant;
import org.cairn.vault.store.ObjectName;

/// The master key of an epoch, wrapped for one secret.
///
/// @param id 32 hexadecimal digits
/// @param iterations of PBKDF2; 0 where the secret is a key already
public record KeySlot(
        int epoch, String id, SecretKind kind, int iterations, Wrapped wrapped, Instant created) {
    /// The fewest iterations that are taken from a vault, and the most: whoever can write there
    /// must neither make a passphrase cheap to guess nor an opening endless.
    static final int FEWEST_ITERATIONS = 210_000;

    static final int MOST_ITERATIONS = 20_000_000;

    public KeySlot {
        boolean fits =
                kind == SecretKind.PASSPHRASE
                        ? iterations >= FEWEST_ITERATIONS && iterations <= MOST_ITERATIONS
                        : iterations == 0;
        if (!fits || epoch < 1 || !id.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("not a key slot: " + id);
        }
    }

    /// What stands in a slot.
    ///
    /// @param salt 16 random bytes
    /// @param bytes nonce, ciphertext and tag
    public record Wrapped(byte[] salt, byte[] bytes) {
        static final int SALT_BYTES = 16;

        public Wrapped {
            if (salt.length != SALT_BYTES || bytes.length != KeyWrap.WRAPPED_BYTES) {
                throw new IllegalArgumentException("a slot of another length");
            }
        }
    }

    public ObjectName name() {
        return new ObjectName(KeyNames.epoch(epoch) + id);
    }

    @Override
    public String toString() {
        return "slot %s of epoch %d by %s".formatted(id, epoch, kind.noun());
    }
}
