package org.cairn.protect.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.SegmentSize;
import org.jspecify.annotations.Nullable;

/// The WAL of one server on the local disk, between its arrival and the vault.
///
/// Append-only files, each with a part of one segment of one timeline (`docs/format/journal-0.md`).
/// What was appended becomes durable by [#force], and only then is it in [#ranges]. Opening finds
/// what a crash has left and cuts torn ends off.
///
/// Appending and forcing belong to one thread; reading, releasing and asking may any. Open it under
/// the [JournalLock]. After `journal-full` or `journal-unwritable` the journal goes on from what
/// was durable: the caller receives the rest again.
public final class WalJournal implements AutoCloseable {
    private final Path folder;
    private final long system;
    private final SegmentSize segmentSize;
    private final InstantSource clock;
    private final Steps steps;
    private final JournalAppender.Disk disk;
    private final List<JournalFile> files;
    private final List<JournalDamage> damages;
    private long lastSequence;
    private volatile @Nullable JournalAppender appender;

    WalJournal(
            Path folder,
            SegmentSize segmentSize,
            InstantSource clock,
            Steps steps,
            JournalAppender.Disk disk) {
        this.folder = folder;
        this.system = Long.parseUnsignedLong(folder.getFileName().toString());
        this.segmentSize = segmentSize;
        this.clock = clock;
        this.steps = steps;
        this.disk = disk;
        try {
            var recovered = JournalRecovery.recover(folder, system, segmentSize, disk);
            this.files = new CopyOnWriteArrayList<>(recovered.files());
            this.damages = List.copyOf(recovered.damages());
            this.lastSequence = recovered.lastSequence();
            this.appender = recovered.appender();
        } catch (IOException e) {
            throw JournalFailures.reading(folder, e);
        }
    }

    /// Opens the journal of a server in a folder of journals, for writing. Problems:
    /// `journal-unreadable`, `journal-unwritable`, `journal-full`.
    public static WalJournal open(
            Path journals,
            String systemIdentifier,
            SegmentSize segmentSize,
            InstantSource clock,
            Steps steps) {
        return new WalJournal(
                journals.resolve(systemIdentifier),
                segmentSize,
                clock,
                steps,
                JournalAppender.Disk.REAL);
    }

    /// Looks without changing anything, also while another process writes: what is in the files, of
    /// which the last few milliseconds may not be forced yet.
    public static List<WalRange> look(Path journals, String systemIdentifier) {
        List<WalRange> ranges = new ArrayList<>();
        try {
            for (Path path : JournalFolder.files(journals.resolve(systemIdentifier))) {
                ranges.addAll(lookInto(path));
            }
            return List.copyOf(ranges);
        } catch (IOException e) {
            throw JournalFailures.reading(journals, e);
        }
    }

    /// The size of the segments of a server of which there is a journal.
    static Optional<SegmentSize> segmentSize(Path journals, String systemIdentifier) {
        try {
            for (Path path : JournalFolder.files(journals.resolve(systemIdentifier))) {
                Optional<JournalHeader> header = JournalScan.header(path);
                if (header.isPresent()) {
                    return Optional.of(header.get().segmentSize());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw JournalFailures.reading(journals, e);
        }
    }

    private static List<WalRange> lookInto(Path path) throws IOException {
        try {
            Optional<JournalHeader> header = JournalScan.header(path);
            return header.isEmpty()
                    ? List.of()
                    : JournalScan.scan(path, header.get(), JournalScan.Age.NEWEST).file().durable();
        } catch (NoSuchFileException _) {
            // Released by its writer between the listing and the look.
            return List.of();
        }
    }

    /// What opening found that had been forced and is not there any more.
    public List<JournalDamage> damages() {
        return damages;
    }

    /// Appends bytes that begin at `start`; not durable before [#force], except that a segment is
    /// forced when its end is reached. Problems: `journal-full`, `journal-unwritable`.
    public void append(Timeline timeline, Lsn start, byte[] bytes, int offset, int length) {
        Lsn at = start;
        int done = 0;
        while (done < length) {
            long room = segmentSize.endOf(at).bytes() - at.bytes();
            int count = (int) Math.min(length - done, room);
            appendInSegment(timeline, at, bytes, offset + done, count);
            at = at.plusBytes(count);
            done += count;
        }
        steps.reached("stream.journal-appended");
    }

    private void appendInSegment(Timeline timeline, Lsn at, byte[] bytes, int offset, int length) {
        JournalAppender open = appenderAt(timeline, at);
        try {
            open.append(bytes, offset, length, clock.instant());
        } catch (IOException e) {
            throw rescued(open, e);
        }
        if (open.isFull()) {
            force();
            closeAppender();
        }
    }

    /// The file that ends where the bytes begin, else a new one.
    private JournalAppender appenderAt(Timeline timeline, Lsn at) {
        JournalAppender open = appender;
        if (open != null
                && open.end().equals(at)
                && open.file().header().timeline().equals(timeline)) {
            return open;
        }
        // Only when everything older is durable may a newer file exist: recovery relies on it.
        force();
        closeAppender();
        var header = new JournalHeader(system, timeline, segmentSize, at, lastSequence + 1);
        try {
            JournalAppender created = JournalAppender.create(folder, header, disk);
            lastSequence = header.sequence();
            appender = created;
            files.add(created.file());
            return created;
        } catch (IOException e) {
            throw JournalFailures.writing(folder.resolve(header.fileName()), e);
        }
    }

    /// Makes durable what was appended. Problems: `journal-full`, `journal-unwritable`; then
    /// nothing that was appended since the last force is kept.
    public void force() {
        JournalAppender open = appender;
        if (open == null || open.isForced()) {
            return;
        }
        try {
            open.flush();
        } catch (IOException e) {
            throw rescued(open, e);
        }
        try {
            open.force();
        } catch (IOException e) {
            throw abandoned(open, e);
        }
        steps.reached("stream.journal-forced");
    }

    /// A write failed, most often for want of room. What was written before it is good once it is
    /// forced: else a disk that is nearly full would be filled again and again without any
    /// progress.
    private ProblemException rescued(JournalAppender open, IOException cause) {
        try {
            JournalFile file = open.rescue();
            if (!file.durable().isEmpty()) {
                files.set(files.indexOf(open.file()), file);
                appender = null;
                return JournalFailures.writing(file.path(), cause);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return abandoned(open, cause);
    }

    private ProblemException abandoned(JournalAppender open, IOException cause) {
        appender = null;
        open.abandon(cause);
        if (open.file().durable().isEmpty()) {
            files.remove(open.file());
        }
        return JournalFailures.writing(open.file().path(), cause);
    }

    private void closeAppender() {
        JournalAppender open = appender;
        appender = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw JournalFailures.writing(open.file().path(), e);
            }
        }
    }

    /// What is durable, in the order in which it arrived.
    public List<WalRange> ranges() {
        return files.stream().flatMap(file -> file.durable().stream()).toList();
    }

    /// The highest position of a timeline that is durable.
    public Optional<Lsn> durableEnd(Timeline timeline) {
        return ranges().stream()
                .filter(range -> range.timeline().equals(timeline))
                .map(WalRange::end)
                .max(Comparator.naturalOrder());
    }

    /// Reads a range of which every byte is durable. Reading may raise `journal-damaged`.
    public InputStream read(WalRange range) {
        List<InputStream> parts = new ArrayList<>();
        try {
            Lsn at = range.start();
            while (at.compareTo(range.end()) < 0) {
                var rest = new WalRange(range.timeline(), at, range.end());
                JournalFile file = holder(rest);
                WalRange part = file.heldOf(rest).getFirst();
                parts.add(file.open(part));
                at = part.end();
            }
            return new SequenceInputStream(Collections.enumeration(parts));
        } catch (RuntimeException e) {
            parts.forEach(part -> closeQuietly(part, e));
            throw e;
        }
    }

    private static void closeQuietly(InputStream part, RuntimeException reason) {
        try {
            part.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /// When the last byte of a range that is durable had arrived, or a little later.
    public Instant arrivedBy(WalRange range) {
        var last = new WalRange(range.timeline(), new Lsn(range.end().bytes() - 1), range.end());
        return holder(last).arrivedBy(range.end());
    }

    private JournalFile holder(WalRange range) {
        return files.stream()
                .filter(file -> !file.heldOf(range).isEmpty())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not in the journal: " + range));
    }

    /// Deletes the files all of whose ranges are `stored` elsewhere; never the one that is being
    /// written. Says how many went.
    public int release(Predicate<WalRange> stored) {
        List<JournalFile> released =
                files.stream()
                        .filter(this::isComplete)
                        .filter(file -> file.durable().stream().allMatch(stored))
                        .toList();
        for (JournalFile file : released) {
            try {
                Files.deleteIfExists(file.path());
            } catch (IOException e) {
                throw JournalFailures.writing(file.path(), e);
            }
            files.remove(file);
            steps.reached("stream.journal-released");
        }
        return released.size();
    }

    private boolean isComplete(JournalFile file) {
        JournalAppender open = appender;
        return !file.durable().isEmpty() && (open == null || open.file() != file);
    }

    /// What the files take on the disk.
    public long sizeBytes() {
        return files.stream().mapToLong(JournalFile::sizeBytes).sum();
    }

    /// Closes without forcing.
    @Override
    public void close() {
        closeAppender();
    }
}
