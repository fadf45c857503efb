package org.cairn.vault.frame;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.cairn.kernel.Sha256;
import org.jspecify.annotations.Nullable;

/// Computes ids of plain bytes: HMAC-SHA-256 under a key of the vault, or SHA-256 where it is not
/// encrypted. Confined to one thread at a time.
public final class ContentHash {
    static final String HMAC = "HmacSHA256";

    private final MessageDigest digest = Sha256.digest();
    private final @Nullable Mac mac;
    private final byte[] id = new byte[ContentId.BYTES];

    ContentHash(@Nullable SecretKeySpec key) {
        this.mac = key == null ? null : mac(key);
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    /// Computes the id of `length` bytes from `offset`.
    public ContentId of(byte[] plain, int offset, int length) {
        try {
            if (mac == null) {
                digest.update(plain, offset, length);
                digest.digest(id, 0, id.length);
            } else {
                mac.update(plain, offset, length);
                mac.doFinal(id, 0);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("32 bytes have room for an id", e);
        }
        return ContentId.read(ByteBuffer.wrap(id));
    }
}
