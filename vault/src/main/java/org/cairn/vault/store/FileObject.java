package org.cairn.vault.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.cairn.vault.problem.VaultProblems;

/// An object of a [FileStore], open for reading.
final class FileObject implements ObjectReader {
    private final ObjectName name;
    private final Path path;
    private final FileChannel channel;
    private final long sizeBytes;

    /// Opens the file at `path`, which is known to be a plain file.
    FileObject(ObjectName name, Path path) throws IOException {
        this.name = name;
        this.path = path;
        this.sizeBytes = Files.size(path);
        this.channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public ObjectName name() {
        return name;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public byte[] read(long offset, int length) {
        if (offset < 0 || length < 0 || offset > sizeBytes - length) {
            throw tooShort(offset, length);
        }
        try {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw tooShort(offset, length);
                }
            }
            return bytes.array();
        } catch (IOException e) {
            throw StoreFailures.reading(path, e);
        }
    }

    private RuntimeException tooShort(long offset, int length) {
        return VaultProblems.damaged(
                name.value(),
                "bytes %d to %d were asked for, and it ends at %d",
                offset,
                offset + length,
                sizeBytes);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw StoreFailures.reading(path, e);
        }
    }
}
