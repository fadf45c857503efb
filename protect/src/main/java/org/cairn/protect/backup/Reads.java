package org.cairn.protect.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Positional reads that go on until all is there.
final class Reads {
    private Reads() {}

    /// Reads `length` bytes at a position, or as many as there are; gives their number.
    static int fully(FileChannel channel, byte[] target, int offset, long position, int length)
            throws IOException {
        ByteBuffer view = ByteBuffer.wrap(target, offset, length);
        while (view.hasRemaining()) {
            if (channel.read(view, position + view.position() - offset) < 0) {
                break;
            }
        }
        return view.position() - offset;
    }
}
