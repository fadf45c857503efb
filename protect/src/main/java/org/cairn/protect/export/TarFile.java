package org.cairn.protect.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/// A tar archive that is being written. Members are added by one thread; their bytes may be written
/// by several, each where the member has them. What is not written is zero and a hole on the disk.
final class TarFile implements AutoCloseable {
    private final FileChannel channel;
    private long end;

    TarFile(Path path) throws IOException {
        this.channel =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    void folder(String name, int mode, Instant modified) throws IOException {
        add(new TarHeader(name + "/", TarHeader.Type.FOLDER, mode, 0, modified));
    }

    /// Adds a file and says where its bytes are to be written.
    long file(String name, int mode, long sizeBytes, Instant modified) throws IOException {
        return add(new TarHeader(name, TarHeader.Type.FILE, mode, sizeBytes, modified));
    }

    void file(String name, int mode, byte[] bytes, Instant modified) throws IOException {
        write(file(name, mode, bytes.length, modified), bytes, 0, bytes.length);
    }

    private long add(TarHeader header) throws IOException {
        byte[] bytes = header.bytes();
        write(end, bytes, 0, bytes.length);
        long at = end + bytes.length;
        end = at + header.sizeBytes() + TarHeader.padding(header.sizeBytes());
        return at;
    }

    void write(long position, byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
        while (rest.hasRemaining()) {
            channel.write(rest, position + rest.position() - offset);
        }
    }

    /// Ends the archive with two blocks of zeros and forces it.
    void finish() throws IOException {
        byte[] zeros = new byte[2 * TarHeader.BLOCK_BYTES];
        write(end, zeros, 0, zeros.length);
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
