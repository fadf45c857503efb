package org.cairn.vault.frame;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.cairn.kernel.Sha256;

/// Suite 0: the bytes as they are, and the first 16 bytes of SHA-256(container header, number u32,
/// twelve bytes of the frame's header, id, bytes).
final class ClearSeal implements FrameSeal {
    private static final byte[] REFUSED = new byte[0];

    private final byte[] header;
    private final MessageDigest digest = Sha256.digest();

    ClearSeal(byte[] header) {
        this.header = header;
    }

    @Override
    public void seal(int number, ContentId id, byte[] frame, int stored) {
        byte[] tag = tag(number, id, frame, stored);
        System.arraycopy(tag, 0, frame, FrameWriter.HEADER_BYTES + stored, TAG_BYTES);
    }

    @Override
    public byte[] open(int number, ContentId id, byte[] frame, int stored) {
        byte[] tag = tag(number, id, frame, stored);
        int at = FrameWriter.HEADER_BYTES + stored;
        return Arrays.equals(tag, 0, TAG_BYTES, frame, at, at + TAG_BYTES) ? frame : REFUSED;
    }

    private byte[] tag(int number, ContentId id, byte[] frame, int stored) {
        ByteBuffer aad =
                ByteBuffer.allocate(
                        Integer.BYTES + FrameWriter.CHECKED_HEADER_BYTES + ContentId.BYTES);
        FrameSeal.putAad(aad.putInt(number), frame, id);
        digest.update(header);
        digest.update(aad.array());
        digest.update(frame, FrameWriter.HEADER_BYTES, stored);
        return digest.digest();
    }
}
