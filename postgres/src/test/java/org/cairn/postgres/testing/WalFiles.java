package org.cairn.postgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.WalSource;

/// The files of a server's `pg_wal` as a source. Where a file is missing, bytes end.
public record WalFiles(Path directory, SegmentSize segmentSize, Timeline timeline)
        implements WalSource {
    /// Those of the first timeline.
    public static WalFiles of(Path dataDirectory) {
        return new WalFiles(dataDirectory.resolve("pg_wal"), SegmentSize.DEFAULT, Timeline.FIRST);
    }

    public Path file(Lsn position) {
        return directory.resolve(segmentSize.fileName(timeline, position));
    }

    @Override
    public int read(Lsn at, byte[] target, int offset, int length) {
        int done = 0;
        while (done < length) {
            Lsn position = at.plusBytes(done);
            long inFile = position.bytes() - segmentSize.startOf(position).bytes();
            int count = (int) Math.min(length - done, segmentSize.bytes() - inFile);
            if (!Files.exists(file(position))) {
                return done;
            }
            readWhole(file(position), inFile, ByteBuffer.wrap(target, offset + done, count));
            done += count;
        }
        return done;
    }

    private static void readWhole(Path file, long position, ByteBuffer target) {
        try (FileChannel channel = FileChannel.open(file)) {
            long at = position;
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    throw new IOException(file + " is shorter than a segment");
                }
                at += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
