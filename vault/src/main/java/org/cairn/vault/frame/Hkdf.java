package org.cairn.vault.frame;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// HKDF with SHA-256 (RFC 5869), as the JDK has it. Safe for any thread.
public final class Hkdf {
    /// All keys of a vault have 32 bytes.
    public static final int KEY_BYTES = 32;

    private Hkdf() {}

    /// Derives 32 bytes, which the caller wipes when they are done with.
    public static byte[] derive(byte[] secret, byte[] salt, byte[] info) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret)
                                    .addSalt(salt)
                                    .thenExpand(info, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 has HKDF", e);
        }
    }
}
