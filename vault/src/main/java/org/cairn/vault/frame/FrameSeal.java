package org.cairn.vault.frame;

import java.nio.ByteBuffer;

/// Protects the frames of one container against change, and in suite 1 against being read.
///
/// A frame is an array of header (16 bytes), stored bytes and tag (16 bytes). The header's first
/// twelve bytes and the frame's id are covered by the tag, as are its number and the container: a
/// tag that fits says that the bytes are those that were written in this place under this id.
/// Confined to one thread at a time.
sealed interface FrameSeal permits ClearSeal, SecretFrameSeal {
    int TAG_BYTES = 16;

    /// The number under which a footer is sealed.
    int FOOTER = 0xFFFF_FFFF;

    /// Turns the stored bytes into those that are written, in place, and puts the tag behind them.
    void seal(int number, ContentId id, byte[] frame, int stored);

    /// Gives an array that holds the stored bytes where the frame does, valid until the next call;
    /// or one of no length if the tag does not fit.
    byte[] open(int number, ContentId id, byte[] frame, int stored);

    /// What the tag covers besides the bytes: twelve bytes of the header and the id.
    static void putAad(ByteBuffer aad, byte[] frame, ContentId id) {
        aad.put(frame, 0, FrameWriter.CHECKED_HEADER_BYTES);
        id.write(aad);
    }
}
