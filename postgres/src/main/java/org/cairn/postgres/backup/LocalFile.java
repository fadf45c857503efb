package org.cairn.postgres.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;

/// A file on the disk. Stays readable when its name is gone.
final class LocalFile implements BackupFiles.OpenFile {
    private final Path path;
    private final FileChannel channel;

    private LocalFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static LocalFile open(Path path) throws NoSuchFileException {
        try {
            return new LocalFile(path, FileChannel.open(path, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    @Override
    public int read(byte[] target, int offset, long position, int length) {
        ByteBuffer view = ByteBuffer.wrap(target, offset, length);
        try {
            while (view.hasRemaining()) {
                if (channel.read(view, position + view.position() - offset) < 0) {
                    break;
                }
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
        return view.position() - offset;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private static RuntimeException failed(Path path, IOException e) {
        return e instanceof ClosedByInterruptException
                ? new CancellationException("interrupted while reading " + path)
                : DataDirectory.unreadable(path, e);
    }
}
