package org.cairn.protect.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.WalRange;

/// The one file of the journal that is open for writing. Confined to one thread.
///
/// Nothing that was appended counts before it was forced. After any failure the file is cut back to
/// what had been forced and is never written again: after a failed fsync the kernel may have
/// dropped the pages, and a second fsync would succeed over lost bytes.
final class JournalAppender implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    /// How a file's bytes reach the disk; tests let it fail.
    @FunctionalInterface
    interface Disk {
        /// fdatasync is enough for chunks: it writes the length too when it has changed
        /// (fdatasync(2)).
        Disk REAL = channel -> channel.force(false);

        void force(FileChannel channel) throws IOException;
    }

    private final JournalFile file;
    private final FileChannel channel;
    private final Disk disk;
    private final List<WalRange> damagedBefore;
    private final Lsn pieceStart;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private long offset;
    private long forcedOffset;
    private Lsn end;
    private Lsn forced;
    private Instant lastAt = Instant.EPOCH;

    private JournalAppender(JournalFile file, FileChannel channel, Disk disk, long offset) {
        this.file = file;
        this.channel = channel;
        this.disk = disk;
        this.offset = offset;
        this.forcedOffset = offset;
        List<WalRange> durable = file.durable();
        Lsn first = file.header().first();
        this.damagedBefore = durable.isEmpty() ? List.of() : durable.subList(0, durable.size() - 1);
        this.pieceStart = durable.isEmpty() ? first : durable.getLast().start();
        this.end = durable.isEmpty() ? first : durable.getLast().end();
        this.forced = end;
    }

    /// Makes a new file; it and its entry in the folder are durable when this returns.
    static JournalAppender create(Path folder, JournalHeader header, Disk disk) throws IOException {
        Path path = folder.resolve(header.fileName());
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            ByteBuffer bytes = header.encode();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            disk.force(channel);
            JournalFolder.force(folder);
            return new JournalAppender(
                    new JournalFile(path, header), channel, disk, JournalHeader.BYTES);
        } catch (IOException e) {
            try (channel) {
                Files.deleteIfExists(path);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /// Goes on with a file as a scan has found it: what is behind the last chunk is cut off, and
    /// what counts is forced, since who wrote it may have died before.
    static JournalAppender resume(JournalScan.Found found, Disk disk) throws IOException {
        Path path = found.file().path();
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        try {
            channel.truncate(found.validBytes());
            channel.position(found.validBytes());
            disk.force(channel);
            return new JournalAppender(found.file(), channel, disk, found.validBytes());
        } catch (IOException e) {
            try (channel) {
                throw e;
            }
        }
    }

    JournalFile file() {
        return file;
    }

    /// Where the next byte belongs.
    Lsn end() {
        return end;
    }

    boolean isFull() {
        return end.equals(file.header().segmentEnd());
    }

    boolean isForced() {
        return forced.equals(end);
    }

    /// Appends what follows [#end] and lies in the same segment.
    void append(byte[] bytes, int from, int length, Instant at) throws IOException {
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, JournalChunk.MAX_LENGTH);
            ByteBuffer piece = ByteBuffer.wrap(bytes, from + done, count);
            byte[] header = JournalChunk.encode(end, forced, at, piece);
            var chunk = JournalChunk.decode(ByteBuffer.wrap(header));
            file.noted(chunk, offset);
            write(ByteBuffer.wrap(header));
            write(piece);
            offset += chunk.storedBytes();
            end = chunk.end();
            done += count;
        }
        lastAt = at;
    }

    private void write(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > buffer.remaining()) {
            flush();
        }
        if (bytes.remaining() > buffer.capacity()) {
            writeFully(bytes);
        } else {
            buffer.put(bytes);
        }
    }

    /// Hands everything that was appended to the operating system; [#force] goes on from there.
    void flush() throws IOException {
        writeFully(buffer.flip());
        buffer.clear();
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Makes everything that was flushed, which is all that was appended, durable.
    void force() throws IOException {
        if (isForced()) {
            return;
        }
        disk.force(channel);
        forced = end;
        forcedOffset = offset;
        List<WalRange> durable = new ArrayList<>(damagedBefore);
        durable.add(new WalRange(file.header().timeline(), pieceStart, forced));
        file.published(durable, lastAt, offset);
    }

    /// Gives the file up after a write failed: what of it is whole is forced and stays.
    JournalFile rescue() throws IOException {
        channel.close();
        JournalScan.Found found =
                JournalScan.scan(file.path(), file.header(), JournalScan.Age.NEWEST);
        resume(found, disk).close();
        return found.file();
    }

    /// Gives the file up after forcing failed: only what had been forced before stays, and where
    /// that is nothing the file goes.
    void abandon(IOException cause) {
        file.forgetFrom(forced);
        try (channel;
                FileChannel again = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            again.truncate(forcedOffset);
            if (file.durable().isEmpty()) {
                Files.deleteIfExists(file.path());
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /// Closes without forcing: what was not forced may stay or go.
    @Override
    public void close() throws IOException {
        file.forgetFrom(forced);
        channel.close();
    }
}
