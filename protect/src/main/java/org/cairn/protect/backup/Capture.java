package org.cairn.protect.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.cairn.kernel.Tasks;
import org.cairn.postgres.backup.DataDirectory;
import org.cairn.postgres.backup.DataFile;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.backup.PieceReader.Outcome;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotLane;
import org.cairn.vault.snapshot.SnapshotWriter;
import org.cairn.vault.snapshot.StoredFrame;

/// Reads all files of a listing into a snapshot, several threads at once. Used once.
///
/// A thread takes the next piece, reads it, checks its pages, hashes, compresses and stores it, all
/// by itself: handing 128 KiB from thread to thread costs more than it wins, and neighbours in a
/// file stay neighbours in a pack.
final class Capture {
    private final DataDirectory directory;
    private final List<DataFile> files;
    private final PageGuard guard;
    private final CaptureProgress progress;
    private final List<Piece> pieces;
    private final AtomicReferenceArray<Outcome> outcomes;
    private final AtomicInteger next = new AtomicInteger();

    Capture(
            DataDirectory directory,
            List<DataFile> files,
            PageGuard guard,
            CaptureProgress progress) {
        this.directory = directory;
        this.files = files;
        this.guard = guard;
        this.progress = progress;
        this.pieces = Piece.cut(files);
        this.outcomes = new AtomicReferenceArray<>(pieces.size());
    }

    /// Reads all but the control file. The first failure ends the others.
    List<SnapshotFile> run(SnapshotWriter writer, int threads) {
        var names = Thread.ofPlatform().name("backup-", 1).factory();
        try (var executor = Executors.newThreadPerTaskExecutor(names)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(executor.submit(() -> work(writer)));
            }
            try {
                workers.forEach(Tasks::await);
            } catch (RuntimeException | Error e) {
                stop();
                workers.forEach(worker -> worker.cancel(true));
                throw e;
            }
        }
        return assemble();
    }

    private void work(SnapshotWriter writer) {
        boolean done = false;
        try (SnapshotLane lane = writer.lane()) {
            var reader = new PieceReader(directory, guard, progress, lane);
            for (int i = next.getAndIncrement(); i < pieces.size(); i = next.getAndIncrement()) {
                outcomes.set(i, reader.read(files.get(pieces.get(i).file()), pieces.get(i)));
            }
            done = true;
        } finally {
            if (!done) {
                stop();
            }
        }
    }

    /// Leaves no piece to take.
    private void stop() {
        next.set(pieces.size());
    }

    private List<SnapshotFile> assemble() {
        List<SnapshotFile> taken = new ArrayList<>();
        int piece = 0;
        for (int i = 0; i < files.size(); i++) {
            DataFile file = files.get(i);
            if (!file.isFile()) {
                taken.add(snapshotFile(file, new FileFrames()));
            }
            int first = piece;
            while (piece < pieces.size() && pieces.get(piece).file() == i) {
                piece++;
            }
            if (piece > first) {
                join(file, first, piece).ifPresent(taken::add);
            }
        }
        return taken;
    }

    /// Nothing when the file is gone and may be.
    private Optional<SnapshotFile> join(DataFile file, int from, int to) {
        var frames = new FileFrames();
        for (int i = from; i < to; i++) {
            switch (outcomes.get(i)) {
                case Outcome.Stored(List<StoredFrame> stored, long bytes) ->
                        frames.addAt(pieces.get(i).offset(), stored, bytes);
                case Outcome.Vanished() -> {
                    requireExpendable(file);
                    return Optional.empty();
                }
            }
        }
        return Optional.of(snapshotFile(file, frames));
    }

    private static SnapshotFile snapshotFile(DataFile file, FileFrames frames) {
        SnapshotFile.Kind kind =
                switch (file.kind()) {
                    case DIRECTORY -> SnapshotFile.Kind.DIRECTORY;
                    case FILE -> file.pages() ? SnapshotFile.Kind.RELATION : SnapshotFile.Kind.FILE;
                };
        return new SnapshotFile(
                kind, file.path(), frames.bytes(), file.mode(), file.modified(), frames.all());
    }

    private static void requireExpendable(DataFile file) {
        if (!DataDirectory.mayVanish(file)) {
            throw ProtectProblems.BACKUP_FILE_VANISHED
                    .says("a file that the server needs vanished during the backup")
                    .what("%s was listed and is gone", file.path())
                    .kept("nothing was stored; the server is not affected")
                    .remedy("Take the backup again when nobody changes the server's files by hand.")
                    .with("path", file.path())
                    .asException();
        }
    }
}
