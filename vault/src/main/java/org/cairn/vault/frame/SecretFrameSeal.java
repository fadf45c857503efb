package org.cairn.vault.frame;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Suite 1: AES-256-GCM under the key of the container; the nonce is the frame's number.
///
/// No nonce comes twice under one key: the key belongs to one container, whose writer counts.
final class SecretFrameSeal implements FrameSeal {
    private static final int NONCE_BYTES = 12;
    private static final byte[] REFUSED = new byte[0];

    private final SecretKeySpec key;
    private final Cipher cipher;
    private final Warming warming;
    private final byte[] aad = new byte[FrameWriter.CHECKED_HEADER_BYTES + ContentId.BYTES];
    private byte[] opened = new byte[0];

    /// Takes a key, and wipes it.
    SecretFrameSeal(byte[] key, Warming warming) {
        this.warming = warming;
        this.key = new SecretKeySpec(key, "AES");
        Arrays.fill(key, (byte) 0);
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    @Override
    public void seal(int number, ContentId id, byte[] frame, int stored) {
        encrypt(number, id, frame, stored);
        warming.passed(stored);
    }

    void encrypt(int number, ContentId id, byte[] frame, int stored) {
        try {
            begin(Cipher.ENCRYPT_MODE, number, id, frame);
            cipher.doFinal(
                    frame, FrameWriter.HEADER_BYTES, stored, frame, FrameWriter.HEADER_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a frame could not be encrypted", e);
        }
    }

    @Override
    public byte[] open(int number, ContentId id, byte[] frame, int stored) {
        byte[] bytes = decrypt(number, id, frame, stored);
        warming.passed(stored);
        return bytes;
    }

    byte[] decrypt(int number, ContentId id, byte[] frame, int stored) {
        int from = FrameWriter.HEADER_BYTES;
        if (opened.length < from + stored) {
            opened = new byte[from + stored];
        }
        try {
            begin(Cipher.DECRYPT_MODE, number, id, frame);
            cipher.doFinal(frame, from, stored + TAG_BYTES, opened, from);
            return opened;
        } catch (AEADBadTagException _) {
            // The answer; who asked knows the object's name.
            return REFUSED;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a frame could not be decrypted", e);
        }
    }

    private void begin(int mode, int number, ContentId id, byte[] frame)
            throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(8, number).array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        FrameSeal.putAad(ByteBuffer.wrap(aad), frame, id);
        cipher.updateAAD(aad);
    }
}
