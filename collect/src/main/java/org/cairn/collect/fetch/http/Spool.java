package org.cairn.collect.fetch.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A body that has come whole: in memory while it is small, else in a file without a name.
///
/// Written by one thread, then read by any.
final class Spool implements WebBody {
    private static final int IN_MEMORY = 256 << 10;

    private final Path folder;
    private byte[] memory = new byte[0];
    private @Nullable FileChannel file;
    private long length;

    private Spool(Path folder) {
        this.folder = folder;
    }

    /// Reads to the end. Throws what reading throws; problem `web-not-written`, since that is no
    /// failure of the server.
    static Spool of(InputStream in, Path folder) throws IOException {
        var spool = new Spool(folder);
        boolean whole = false;
        try {
            spool.fill(in);
            whole = true;
            return spool;
        } finally {
            if (!whole) {
                spool.close();
            }
        }
    }

    private void fill(InputStream in) throws IOException {
        var first = new ByteArrayOutputStream();
        byte[] buffer = new byte[32 << 10];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            length += n;
            if (file == null && length <= IN_MEMORY) {
                first.write(buffer, 0, n);
                continue;
            }
            FileChannel out = opened(first);
            write(out, ByteBuffer.wrap(buffer, 0, n));
        }
        if (file == null) {
            memory = first.toByteArray();
        }
    }

    private FileChannel opened(ByteArrayOutputStream first) {
        FileChannel out = file;
        if (out == null) {
            out = newFile();
            file = out;
            write(out, ByteBuffer.wrap(first.toByteArray()));
        }
        return out;
    }

    private FileChannel newFile() {
        try {
            Files.createDirectories(folder);
            Path path = Files.createTempFile(folder, "web-", ".body");
            FileChannel out =
                    FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            // It lives on without a name, until it is closed or the process ends in any way.
            Files.delete(path);
            return out;
        } catch (IOException e) {
            throw Failures.disk(folder, e);
        }
    }

    private void write(FileChannel out, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw Failures.disk(folder, e);
        }
    }

    @Override
    public InputStream stream() {
        FileChannel from = file;
        return from == null ? new ByteArrayInputStream(memory) : new FromFile(from, length);
    }

    @Override
    public long lengthBytes() {
        return length;
    }

    @Override
    public void close() {
        memory = new byte[0];
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException _) {
            // The file has no name and goes with the process.
        }
    }

    private static final class FromFile extends InputStream {
        private final FileChannel file;
        private final long length;
        private long at;

        FromFile(FileChannel file, long length) {
            this.file = file;
            this.length = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int wanted) throws IOException {
            if (wanted == 0) {
                return 0;
            }
            int most = (int) Math.min(wanted, length - at);
            int taken = most == 0 ? -1 : file.read(ByteBuffer.wrap(target, offset, most), at);
            at += Math.max(0, taken);
            return taken;
        }
    }
}
