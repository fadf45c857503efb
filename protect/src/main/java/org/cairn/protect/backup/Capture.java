package org.cairn.protect.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Tasks;
import org.cairn.postgres.backup.BackupFiles;
import org.cairn.postgres.backup.DataFile;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.backup.PortionReader.Outcome;
import org.cairn.vault.snapshot.Pieces;
import org.cairn.vault.snapshot.PiecesBuilder;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotLane;
import org.cairn.vault.snapshot.SnapshotWriter;

/// Reads all files of a listing into a snapshot, several threads at once. Used once.
///
/// A thread takes the next portion, reads it, checks its pages, hashes, compresses and stores it,
/// all by itself: handing 128 KiB from thread to thread costs more than it wins, and neighbours in
/// a file stay neighbours in a pack.
final class Capture {
    private static final long TOGETHER_BYTES = 1 << 20;

    private final CaptureSource source;
    private final List<DataFile> files;
    private final List<FilePlan> plans;
    private final List<Portion> portions;
    private final List<Portion.Neighbours> gathered;
    private final AtomicReferenceArray<Outcome> outcomes;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong readBytes = new AtomicLong();
    private final AtomicLong sharedBytes = new AtomicLong();

    Capture(CaptureSource source) {
        this.source = source;
        this.files = source.files();
        this.plans = files.stream().map(source.changes()::decide).toList();
        this.portions = Portion.cut(files, i -> !(plans.get(i) instanceof FilePlan.Same));
        this.gathered = Portion.gather(portions, TOGETHER_BYTES);
        this.outcomes = new AtomicReferenceArray<>(portions.size());
    }

    /// Reads all but the control file. The first failure ends the others.
    List<SnapshotFile> run(SnapshotWriter writer, int threads) {
        try {
            readAll(writer, threads);
        } catch (ProblemException e) {
            if (Pace.isOver(e)) {
                writer.keepForTheNext();
            }
            throw e;
        }
        return assemble(writer);
    }

    private void readAll(SnapshotWriter writer, int threads) {
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
                if (!Pace.isOver(e)) {
                    workers.forEach(worker -> worker.cancel(true));
                }
                throw e;
            }
        }
    }

    private void work(SnapshotWriter writer) {
        boolean done = false;
        try (SnapshotLane lane = writer.lane();
                BackupFiles.Reader open = source.server().reader()) {
            var reader = new PortionReader(source, open, writer, lane);
            for (int i = next.getAndIncrement(); i < gathered.size(); i = next.getAndIncrement()) {
                read(reader, gathered.get(i));
            }
            done = true;
        } finally {
            if (!done) {
                stop();
            }
        }
    }

    private void read(PortionReader reader, Portion.Neighbours together) {
        List<BackupFiles.Range> ranges = new ArrayList<>();
        for (Portion portion : portions.subList(together.from(), together.to())) {
            PortionReader.expect(
                    files.get(portion.file()), plans.get(portion.file()), portion, ranges);
        }
        reader.expect(ranges);
        for (int i = together.from(); i < together.to(); i++) {
            Portion portion = portions.get(i);
            outcomes.set(
                    i, reader.read(files.get(portion.file()), plans.get(portion.file()), portion));
        }
    }

    /// Leaves no portion to take.
    private void stop() {
        next.set(gathered.size());
    }

    private List<SnapshotFile> assemble(SnapshotWriter writer) {
        List<SnapshotFile> taken = new ArrayList<>();
        int portion = 0;
        for (int i = 0; i < files.size(); i++) {
            DataFile file = files.get(i);
            if (!file.isFile()) {
                taken.add(snapshotFile(file, Pieces.NONE));
            } else if (plans.get(i) instanceof FilePlan.Same(SnapshotFile base)) {
                taken.add(snapshotFile(file, base.pieces()));
                sharedBytes.addAndGet(base.sizeBytes());
                source.progress().add(base.sizeBytes());
            }
            int first = portion;
            while (portion < portions.size() && portions.get(portion).file() == i) {
                portion++;
            }
            if (portion > first) {
                join(file, first, portion, writer).ifPresent(taken::add);
            }
        }
        return taken;
    }

    /// Nothing when the file is gone and may be. A file that was cut off and then grew again
    /// between the reads has a hole there; zeros fill it, and the WAL says what belongs into it.
    private Optional<SnapshotFile> join(DataFile file, int from, int to, SnapshotWriter writer) {
        PiecesBuilder pieces = writer.pieces();
        for (int i = from; i < to; i++) {
            switch (outcomes.get(i)) {
                case Outcome.Stored(Pieces stored, long read, long shared) -> {
                    if (stored.bytes() > 0) {
                        pieces.zeros(portions.get(i).offset() - pieces.bytes());
                        pieces.append(stored);
                    }
                    readBytes.addAndGet(read);
                    sharedBytes.addAndGet(shared);
                }
                case Outcome.Vanished() -> {
                    requireExpendable(file);
                    return Optional.empty();
                }
            }
        }
        return Optional.of(snapshotFile(file, pieces.build()));
    }

    /// Bytes that were read from the server.
    long readBytes() {
        return readBytes.get();
    }

    /// Bytes that were taken from the base.
    long sharedBytes() {
        return sharedBytes.get();
    }

    private static SnapshotFile snapshotFile(DataFile file, Pieces pieces) {
        SnapshotFile.Kind kind =
                switch (file.kind()) {
                    case DIRECTORY -> SnapshotFile.Kind.DIRECTORY;
                    case FILE -> file.pages() ? SnapshotFile.Kind.RELATION : SnapshotFile.Kind.FILE;
                };
        return new SnapshotFile(kind, file.path(), file.mode(), file.modified(), pieces);
    }

    private static void requireExpendable(DataFile file) {
        if (!BackupFiles.mayVanish(file)) {
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
