package org.cairn.vault.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.Hkdf;

/// Wraps one key by another: AES-256-GCM, a random nonce before and the tag behind.
final class KeyWrap {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    static final int WRAPPED_BYTES = NONCE_BYTES + Hkdf.KEY_BYTES + TAG_BYTES;

    private KeyWrap() {}

    /// What a slot's wrapping is bound to.
    static byte[] slotAad(UUID repository, int epoch, String slot, SecretKind kind) {
        byte[] word = kind.word().getBytes(US_ASCII);
        return ByteBuffer.allocate(36 + word.length)
                .put(ContainerKeys.salt(repository))
                .putInt(epoch)
                .put(HexFormat.of().parseHex(slot))
                .put(word)
                .array();
    }

    /// What the wrapping of the epoch before is bound to.
    static byte[] previousAad(UUID repository, int epoch) {
        return ByteBuffer.allocate(28)
                .put(ContainerKeys.salt(repository))
                .putInt(epoch)
                .put("previous".getBytes(US_ASCII))
                .array();
    }

    /// Wraps a key.
    ///
    /// @param by is overwritten
    static byte[] wrap(byte[] key, byte[] by, byte[] aad, byte[] nonce) {
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, by, nonce, aad);
            byte[] wrapped = Arrays.copyOf(nonce, WRAPPED_BYTES);
            cipher.doFinal(key, 0, Hkdf.KEY_BYTES, wrapped, NONCE_BYTES);
            return wrapped;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key could not be wrapped", e);
        } finally {
            Arrays.fill(by, (byte) 0);
        }
    }

    static byte[] nonce(Entropy entropy) {
        return entropy.bytes(NONCE_BYTES);
    }

    /// Unwraps a key; empty if it was wrapped by another, or for something else.
    ///
    /// @param by is overwritten
    static Optional<byte[]> unwrap(byte[] wrapped, byte[] by, byte[] aad) {
        try {
            byte[] nonce = Arrays.copyOf(wrapped, NONCE_BYTES);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, by, nonce, aad);
            return Optional.of(cipher.doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES));
        } catch (AEADBadTagException _) {
            // The answer: this secret does not open this slot.
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key could not be unwrapped", e);
        } finally {
            Arrays.fill(by, (byte) 0);
        }
    }

    private static Cipher cipher(int mode, byte[] by, byte[] nonce, byte[] aad)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(by, "AES"),
                new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(aad);
        return cipher;
    }
}
