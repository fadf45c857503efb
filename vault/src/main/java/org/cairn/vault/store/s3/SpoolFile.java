package org.cairn.vault.store.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One object that waits on the local disk, with its checksum. Confined to one thread at a time.
final class SpoolFile implements AutoCloseable {
    private final Spool spool;
    private final Path file;
    private final CRC32C crc = new CRC32C();
    private @Nullable FileChannel channel;
    private long sizeBytes;
    private boolean closed;

    SpoolFile(Spool spool) {
        this.spool = spool;
        this.file = spool.file();
        try {
            channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw Spool.failed(file, e);
        }
    }

    /// Whether the bytes are not here any more; length and checksum still are.
    boolean isClosed() {
        return closed;
    }

    void append(byte[] bytes, int offset, int length) {
        FileChannel open = channel;
        if (open == null) {
            throw new IllegalStateException("this draft is finished: " + file);
        }
        try {
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
            while (rest.hasRemaining()) {
                open.write(rest);
            }
        } catch (IOException e) {
            throw Spool.failed(file, e);
        }
        crc.update(bytes, offset, length);
        sizeBytes += length;
        spool.took(length);
    }

    void finish() {
        FileChannel open = channel;
        if (open == null) {
            return;
        }
        channel = null;
        try (open) {
            open.force(true);
        } catch (IOException e) {
            throw Spool.failed(file, e);
        }
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /// The CRC32C of all bytes, as the protocol writes it.
    String checksum() {
        return text(crc);
    }

    /// The CRC32C of some of the bytes.
    String checksum(long from, long length) {
        var part = new CRC32C();
        try (InputStream in = open(from, length)) {
            byte[] buffer = new byte[64 * 1024];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                part.update(buffer, 0, got);
            }
        } catch (IOException e) {
            throw Spool.failed(file, e);
        }
        return text(part);
    }

    static String text(CRC32C crc) {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// Some of the bytes, from the beginning of them each time it is called.
    InputStream open(long from, long length) {
        try {
            FileChannel reading = FileChannel.open(file, StandardOpenOption.READ);
            reading.position(from);
            return new Part(Channels.newInputStream(reading), length);
        } catch (IOException e) {
            throw Spool.failed(file, e);
        }
    }

    @Override
    public void close() {
        try (FileChannel _ = channel) {
            channel = null;
            closed = true;
            if (Files.deleteIfExists(file)) {
                spool.took(-sizeBytes);
            }
        } catch (IOException e) {
            throw Spool.failed(file, e);
        }
    }

    /// So many bytes of a stream, and then its end.
    private static final class Part extends FilterInputStream {
        private long left;

        Part(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0 && length > 0) {
                return -1;
            }
            int got = super.read(target, offset, (int) Math.min(length, left));
            if (got < 0 && left > 0) {
                throw new UncheckedIOException(new IOException("the spooled file became shorter"));
            }
            left -= got;
            return got;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
