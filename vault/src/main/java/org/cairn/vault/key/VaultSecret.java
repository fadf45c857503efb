package org.cairn.vault.key;

import java.nio.CharBuffer;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.cairn.vault.frame.Hkdf;

/// What somebody has to open a vault: a passphrase, the key of a file or a recovery key.
/// Overwritten when it is closed. It prints nothing of itself. Safe for any thread until it is
/// closed.
public final class VaultSecret implements AutoCloseable {
    private static final byte[] INFO =
            "cairn slot".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final SecretKind kind;
    private final char[] passphrase;
    private final byte[] key;

    private VaultSecret(SecretKind kind, char[] passphrase, byte[] key) {
        this.kind = kind;
        this.passphrase = passphrase;
        this.key = key;
    }

    /// Takes over a passphrase; it is compared in Unicode's form NFC.
    public static VaultSecret passphrase(char[] text) {
        if (text.length == 0) {
            throw new IllegalArgumentException("a passphrase has at least one character");
        }
        return new VaultSecret(SecretKind.PASSPHRASE, normalized(text), new byte[0]);
    }

    /// Reads the text of a key, and refuses by `IllegalArgumentException` what is none.
    ///
    /// @param kind not a passphrase
    public static VaultSecret read(SecretKind kind, char[] text) {
        if (kind == SecretKind.PASSPHRASE) {
            return passphrase(text);
        }
        return new VaultSecret(kind, new char[0], KeyText.read(text));
    }

    /// Makes a new key.
    ///
    /// @param kind not a passphrase
    public static VaultSecret make(SecretKind kind, Entropy entropy) {
        if (kind == SecretKind.PASSPHRASE) {
            throw new IllegalArgumentException("a passphrase is chosen by somebody");
        }
        return new VaultSecret(kind, new char[0], entropy.bytes(Hkdf.KEY_BYTES));
    }

    private static char[] normalized(char[] text) {
        CharSequence characters = CharBuffer.wrap(text);
        return Normalizer.isNormalized(characters, Normalizer.Form.NFC)
                ? text
                : Normalizer.normalize(characters, Normalizer.Form.NFC).toCharArray();
    }

    public SecretKind kind() {
        return kind;
    }

    /// The text of a key; the caller overwrites it.
    public char[] text() {
        return KeyText.write(key);
    }

    /// Derives the key that wraps a slot; the caller overwrites it.
    ///
    /// @param iterations of PBKDF2, which only a passphrase needs
    byte[] wrapKey(byte[] salt, int iterations) {
        if (kind != SecretKind.PASSPHRASE) {
            return Hkdf.derive(key, salt, INFO);
        }
        var spec = new PBEKeySpec(passphrase, salt, iterations, Hkdf.KEY_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2 with HMAC-SHA-512", e);
        } finally {
            spec.clearPassword();
        }
    }

    @Override
    public void close() {
        Arrays.fill(passphrase, '\0');
        Arrays.fill(key, (byte) 0);
    }

    @Override
    public String toString() {
        return kind.noun();
    }
}
