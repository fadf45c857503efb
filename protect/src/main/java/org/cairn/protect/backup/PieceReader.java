package org.cairn.protect.backup;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.cairn.postgres.backup.DataDirectory;
import org.cairn.postgres.backup.DataFile;
import org.cairn.vault.snapshot.SnapshotLane;
import org.cairn.vault.snapshot.StoredFrame;

/// Reads pieces of files and stores them by one lane. Confined to the lane's thread.
///
/// The pages of a relation go into frames of 16, at their own boundaries, so that the same pages
/// make the same frame in the next backup; all else into the largest frames there are. Never reads
/// past the size that was listed: what was appended since is in the WAL.
final class PieceReader {
    static final int PAGES_FRAME_BYTES = 128 << 10;
    private static final int OTHER_FRAME_BYTES = 1 << 20;

    private final DataDirectory directory;
    private final PageGuard guard;
    private final CaptureProgress progress;
    private final SnapshotLane lane;

    PieceReader(
            DataDirectory directory, PageGuard guard, CaptureProgress progress, SnapshotLane lane) {
        this.directory = directory;
        this.guard = guard;
        this.progress = progress;
        this.lane = lane;
    }

    /// What became of a piece.
    sealed interface Outcome {
        /// Its frames in order; fewer bytes than wanted when the file has become shorter.
        record Stored(List<StoredFrame> frames, long bytes) implements Outcome {}

        /// The file is gone.
        record Vanished() implements Outcome {}
    }

    /// Problems: `data-directory-unreadable` and those of the store.
    Outcome read(DataFile file, Piece piece) {
        Path path = directory.locate(file);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return store(file, piece, channel);
        } catch (NoSuchFileException _) {
            return new Outcome.Vanished();
        } catch (ClosedByInterruptException _) {
            throw new CancellationException("interrupted while reading " + path);
        } catch (IOException e) {
            throw DataDirectory.unreadable(path, e);
        }
    }

    private Outcome store(DataFile file, Piece piece, FileChannel channel) throws IOException {
        int frameBytes = file.pages() ? PAGES_FRAME_BYTES : OTHER_FRAME_BYTES;
        List<StoredFrame> frames = new ArrayList<>((int) (piece.lengthBytes() / frameBytes) + 1);
        long done = 0;
        while (done < piece.lengthBytes()) {
            int wanted = (int) Math.min(frameBytes, piece.lengthBytes() - done);
            long position = piece.offset() + done;
            int length = Reads.fully(channel, lane.buffer(), position, wanted);
            if (length > 0) {
                guard.look(file, channel, lane.buffer(), position, length);
                frames.add(lane.append(length));
                progress.add(length);
                done += length;
            }
            if (length < wanted) {
                break;
            }
        }
        return new Outcome.Stored(frames, done);
    }
}
