package org.cairn.vault.frame;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// What tells equal plain bytes from others within one vault: 32 bytes, made by [ContentHash].
///
/// In a vault that is encrypted it depends on a key, so that nobody without it can tell whether the
/// vault holds bytes that he knows. Kept as four numbers (big-endian), since there is one for each
/// frame.
public record ContentId(long first, long second, long third, long fourth) {
    static final int BYTES = 32;

    /// What stands in place of an id where a frame has none: that of a footer.
    static final ContentId NONE = new ContentId(0, 0, 0, 0);

    /// Takes 32 bytes.
    public static ContentId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("not an id: " + bytes.length + " bytes");
        }
        return read(ByteBuffer.wrap(bytes));
    }

    static ContentId read(ByteBuffer in) {
        return new ContentId(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    void write(ByteBuffer out) {
        out.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }

    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        write(out);
        return out.array();
    }

    /// The id as 64 lower-case hexadecimal digits.
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    @Override
    public String toString() {
        return hex();
    }
}
