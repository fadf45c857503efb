package org.cairn.protect.stream;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.WalRange;

/// The WAL of a range out of one file of the journal; each chunk is checked before a byte of it is
/// given. Problems: `journal-damaged`.
final class JournalInput extends InputStream {
    private static final int BUFFER_BYTES = 256 << 10;

    private final DataInputStream input;
    private final JournalFile file;
    private final Lsn end;
    private Lsn at;
    private byte[] stored = new byte[0];
    private int next;
    private int limit;

    /// @param channel stands at a chunk that begins at or before the range
    JournalInput(FileChannel channel, JournalFile file, WalRange range) {
        this.input =
                new DataInputStream(
                        new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES));
        this.file = file;
        this.at = range.start();
        this.end = range.end();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (at.compareTo(end) >= 0) {
            return -1;
        }
        while (next == limit) {
            readChunk();
        }
        int count = Math.min(length, limit - next);
        System.arraycopy(stored, next, target, offset, count);
        next += count;
        at = at.plusBytes(count);
        return count;
    }

    private void readChunk() throws IOException {
        byte[] header = new byte[JournalChunk.HEADER_BYTES];
        fill(header, 0, header.length);
        JournalChunk chunk = JournalChunk.decode(ByteBuffer.wrap(header));
        if (!chunk.isPlausible(file.header())) {
            throw damaged();
        }
        if (stored.length < chunk.storedBytes()) {
            stored = new byte[chunk.storedBytes()];
        }
        System.arraycopy(header, 0, stored, 0, header.length);
        fill(stored, header.length, chunk.length());
        if (!chunk.fits(stored, 0) || chunk.start().compareTo(at) > 0) {
            throw damaged();
        }
        long skip = Math.min(at.bytes() - chunk.start().bytes(), chunk.length());
        long take = Math.min(chunk.length(), end.bytes() - chunk.start().bytes());
        next = JournalChunk.HEADER_BYTES + (int) skip;
        limit = JournalChunk.HEADER_BYTES + (int) Math.max(skip, take);
    }

    private void fill(byte[] target, int offset, int length) throws IOException {
        try {
            input.readFully(target, offset, length);
        } catch (EOFException e) {
            var damage = damaged();
            damage.addSuppressed(e);
            throw damage;
        }
    }

    private RuntimeException damaged() {
        return new ProblemException(
                new JournalDamage(file.path(), file.header().timeline(), at).problem(), null);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
