package org.cairn.collect.fetch.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The beginning of a file that is being brought: its bytes, and beside them by which tag the
/// server knows the file that they are of. Confined to one thread.
///
/// A chunk is forced before the first byte of the next is written. So of what a killed process, or
/// a machine without power, left behind, all chunks but the last are sure.
final class Part implements AutoCloseable {
    private final Path file;
    private final Path state;
    private final FileChannel channel;
    private final long chunkBytes;
    private long length;
    private @Nullable String etag;

    private Part(Path file, Path state, FileChannel channel, long chunkBytes) {
        this.file = file;
        this.state = state;
        this.channel = channel;
        this.chunkBytes = chunkBytes;
    }

    /// Opens what is there, or begins.
    static Part open(Path folder, String name, long chunkBytes) {
        Path file = folder.resolve(name + ".part");
        Path state = folder.resolve(name + ".tag");
        try {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            var part = new Part(file, state, channel, chunkBytes);
            part.takeUp();
            return part;
        } catch (IOException e) {
            throw Failures.disk(file, e);
        }
    }

    private void takeUp() throws IOException {
        List<String> lines =
                Files.exists(state)
                        ? Files.readAllLines(state, StandardCharsets.ISO_8859_1)
                        : List.of();
        boolean known =
                lines.size() == 2
                        && lines.get(0).matches("[1-9][0-9]{0,17}")
                        && lines.get(1).startsWith("\"");
        if (!known) {
            begin(null);
            return;
        }
        long chunk = Long.parseLong(lines.get(0));
        // Chunks of another size may have been declared since; those on the disk were of this.
        String tag = lines.get(1);
        etag = tag;
        length = Math.max(0, (channel.size() - 1) / chunk * chunk);
        channel.truncate(length);
        writeState(tag);
    }

    // A tag with a line end in it cannot come over HTTP.
    private void writeState(String tag) throws IOException {
        Files.writeString(state, chunkBytes + "\n" + tag + "\n", StandardCharsets.ISO_8859_1);
    }

    /// Forgets what was there; what comes is of the file that the server knows by this tag, or of
    /// one that cannot be resumed.
    void begin(@Nullable String strongTag) {
        try {
            Files.deleteIfExists(state);
            channel.truncate(0);
            length = 0;
            etag = strongTag;
            if (strongTag != null) {
                writeState(strongTag);
            }
        } catch (IOException e) {
            throw Failures.disk(state, e);
        }
    }

    void append(byte[] bytes, int count) {
        try {
            int from = 0;
            while (from < count) {
                int piece = (int) Math.min(count - from, chunkBytes - length % chunkBytes);
                var buffer = ByteBuffer.wrap(bytes, from, piece);
                while (buffer.hasRemaining()) {
                    length += channel.write(buffer, length);
                }
                from += piece;
                if (length % chunkBytes == 0) {
                    channel.force(false);
                }
            }
        } catch (IOException e) {
            throw Failures.disk(file, e);
        }
    }

    long length() {
        return length;
    }

    /// The tag to resume by, or null.
    @Nullable String etag() {
        return length == 0 ? null : etag;
    }

    Path file() {
        return file;
    }

    /// Lets the bytes be, for next time.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // What was forced is sure; the rest does not count.
        }
    }

    /// Removes everything.
    void remove() {
        close();
        try {
            Files.deleteIfExists(state);
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Failures.disk(file, e);
        }
    }
}
