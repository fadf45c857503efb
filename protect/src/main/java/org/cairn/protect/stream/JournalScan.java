package org.cairn.protect.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.WalRange;
import org.jspecify.annotations.Nullable;

/// Reads a file of the journal from its beginning and finds what of it can be believed.
///
/// A chunk counts when it follows the one before it without a gap and its checksum is right. What
/// comes after the last such chunk is either *torn*, which is normal after a crash and is cut off,
/// or *damage*. It is damage when something shows that these bytes were forced to the disk before:
/// a valid chunk further on says so (its `forced`), or a newer file exists, which is made only when
/// this one was forced. Then what can be read behind the damage counts as well.
final class JournalScan {
    private static final int WINDOW_BYTES = 2 * (JournalChunk.MAX_LENGTH + 32);

    private final Path path;
    private final FileChannel channel;
    private final JournalHeader header;
    private final JournalFile file;
    private final long size;
    private final List<WalRange> pieces = new ArrayList<>();
    private final List<JournalDamage> damages = new ArrayList<>();
    private final byte[] window;
    private long windowStart;
    private int windowLength;
    private Instant lastAt = Instant.EPOCH;

    private JournalScan(Path path, FileChannel channel, JournalHeader header) throws IOException {
        this.path = path;
        this.channel = channel;
        this.header = header;
        this.file = new JournalFile(path, header);
        this.size = channel.size();
        this.window = new byte[(int) Math.min(size, WINDOW_BYTES)];
    }

    /// What a file holds.
    ///
    /// @param validBytes where the last chunk that counts ends in the file
    record Found(JournalFile file, long validBytes, long sizeBytes, List<JournalDamage> damages) {}

    /// Whether a file is the last one that was made.
    enum Age {
        NEWEST,
        OLDER
    }

    /// Reads only the header; empty when it is none.
    static Optional<JournalHeader> header(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(JournalHeader.BYTES);
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
                // A short read: the rest comes with the next one.
            }
            return JournalHeader.decode(bytes.flip());
        }
    }

    static Found scan(Path path, JournalHeader header, Age age) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new JournalScan(path, channel, header).run(age);
        }
    }

    private Found run(Age age) throws IOException {
        long at = JournalHeader.BYTES;
        Lsn expected = header.first();
        Lsn pieceStart = expected;
        while (at < size) {
            JournalChunk chunk = chunkAt(at);
            if (chunk != null && chunk.start().equals(expected)) {
                file.noted(chunk, at);
                lastAt = chunk.at();
                expected = chunk.end();
                at += chunk.storedBytes();
                continue;
            }
            if (age == Age.NEWEST && !isForcedBehind(at + 1, expected)) {
                break;
            }
            damages.add(new JournalDamage(path, header.timeline(), expected));
            piece(pieceStart, expected);
            long next = nextChunk(at + 1, expected);
            if (next < 0) {
                return found(at);
            }
            JournalChunk behind = chunkAt(next);
            if (behind == null) {
                throw new IllegalStateException("a chunk that was just there is gone: " + path);
            }
            file.notedBehindDamage(behind, next);
            pieceStart = behind.start();
            expected = behind.start();
            at = next;
        }
        piece(pieceStart, expected);
        return found(at);
    }

    private Found found(long validBytes) {
        file.published(pieces, lastAt, size);
        return new Found(file, validBytes, size, List.copyOf(damages));
    }

    private void piece(Lsn start, Lsn end) {
        if (start.compareTo(end) < 0) {
            pieces.add(new WalRange(header.timeline(), start, end));
        }
    }

    /// Whether a valid chunk at or after `offset` says that `position` had been forced.
    private boolean isForcedBehind(long offset, Lsn position) throws IOException {
        for (long at = offset; at + JournalChunk.HEADER_BYTES < size; at++) {
            JournalChunk chunk = chunkAt(at);
            if (chunk != null && chunk.forced().compareTo(position) > 0) {
                return true;
            }
        }
        return false;
    }

    /// Where the next valid chunk stands that begins at or after `position`, or -1.
    private long nextChunk(long offset, Lsn position) throws IOException {
        for (long at = offset; at + JournalChunk.HEADER_BYTES < size; at++) {
            JournalChunk chunk = chunkAt(at);
            if (chunk != null && chunk.start().compareTo(position) >= 0) {
                return at;
            }
        }
        return -1;
    }

    /// The chunk at an offset, or null when what stands there is none.
    private @Nullable JournalChunk chunkAt(long offset) throws IOException {
        if (offset + JournalChunk.HEADER_BYTES >= size) {
            return null;
        }
        int index = bring(offset, JournalChunk.HEADER_BYTES);
        JournalChunk chunk =
                JournalChunk.decode(ByteBuffer.wrap(window, index, JournalChunk.HEADER_BYTES));
        if (!chunk.isPlausible(header) || offset + chunk.storedBytes() > size) {
            return null;
        }
        index = bring(offset, chunk.storedBytes());
        return chunk.fits(window, index) ? chunk : null;
    }

    /// Makes bytes of the file stand in the window and says at which index.
    private int bring(long offset, int length) throws IOException {
        if (offset < windowStart || offset + length > windowStart + windowLength) {
            ByteBuffer target = ByteBuffer.wrap(window);
            int count = 0;
            while (target.hasRemaining() && count >= 0) {
                count = channel.read(target, offset + target.position());
            }
            windowStart = offset;
            windowLength = target.position();
            if (length > windowLength) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return (int) (offset - windowStart);
    }
}
