package org.cairn.protect.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.wal.SegmentSize;
import org.jspecify.annotations.Nullable;

/// Opens the files that an earlier process has left and makes them what they claim to be: torn ends
/// are cut off, what can count is forced, what cannot be read is set aside.
final class JournalRecovery {
    private final Path folder;
    private final long system;
    private final SegmentSize segmentSize;
    private final JournalAppender.Disk disk;
    private final List<JournalFile> files = new ArrayList<>();
    private final List<JournalDamage> damages = new ArrayList<>();
    private long lastSequence;
    private @Nullable JournalAppender appender;

    private JournalRecovery(
            Path folder, long system, SegmentSize segmentSize, JournalAppender.Disk disk) {
        this.folder = folder;
        this.system = system;
        this.segmentSize = segmentSize;
        this.disk = disk;
    }

    /// What there is.
    ///
    /// @param appender the newest file, open for more, unless there is none or it is full
    record Recovered(
            List<JournalFile> files,
            List<JournalDamage> damages,
            long lastSequence,
            @Nullable JournalAppender appender) {}

    static Recovered recover(
            Path folder, long system, SegmentSize segmentSize, JournalAppender.Disk disk)
            throws IOException {
        JournalFolder.create(folder);
        var recovery = new JournalRecovery(folder, system, segmentSize, disk);
        recovery.run();
        return new Recovered(
                recovery.files, recovery.damages, recovery.lastSequence, recovery.appender);
    }

    private void run() throws IOException {
        List<JournalHeader> headers = new ArrayList<>();
        for (Path path : JournalFolder.files(folder)) {
            Optional<JournalHeader> header = JournalScan.header(path).filter(this::isOurs);
            if (header.isPresent() && path.endsWith(header.get().fileName())) {
                headers.add(header.get());
            } else {
                refuse(path);
            }
        }
        headers.sort(Comparator.comparingLong(JournalHeader::sequence));
        for (JournalHeader header : headers) {
            take(header, header.equals(headers.getLast()));
            lastSequence = header.sequence();
        }
    }

    private boolean isOurs(JournalHeader header) {
        return header.system() == system && header.segmentSize().equals(segmentSize);
    }

    private void take(JournalHeader header, boolean newest) throws IOException {
        Path path = folder.resolve(header.fileName());
        var age = newest ? JournalScan.Age.NEWEST : JournalScan.Age.OLDER;
        JournalScan.Found found = JournalScan.scan(path, header, age);
        damages.addAll(found.damages());
        if (found.file().durable().isEmpty()) {
            if (found.damages().isEmpty()) {
                Files.delete(path);
            } else {
                setAside(path);
            }
            return;
        }
        if (newest) {
            JournalAppender resumed = resume(found);
            if (resumed.isFull()) {
                resumed.close();
            } else {
                appender = resumed;
            }
        }
        files.add(found.file());
    }

    private JournalAppender resume(JournalScan.Found found) {
        try {
            return JournalAppender.resume(found, disk);
        } catch (IOException e) {
            throw JournalFailures.writing(found.file().path(), e);
        }
    }

    /// A file whose header is not ours. Not longer than a header it was being made when its writer
    /// died; else somebody put it there, or it is damaged: its header was forced before all else.
    private void refuse(Path path) throws IOException {
        if (Files.size(path) <= JournalHeader.BYTES) {
            Files.delete(path);
        } else {
            damages.add(damageOf(setAside(path)));
        }
    }

    private Path setAside(Path path) throws IOException {
        Path aside = path.resolveSibling(path.getFileName() + ".unreadable");
        Files.move(path, aside);
        JournalFolder.force(folder);
        return aside;
    }

    /// The name is all that is left to say where it was.
    private static JournalDamage damageOf(Path aside) {
        String name = aside.getFileName().toString();
        if (name.matches("[0-7][0-9a-f]{7}-[0-7][0-9a-f]{15}\\..*")
                && !name.startsWith("00000000")) {
            return new JournalDamage(
                    aside,
                    Timeline.parseHex(name.substring(0, 8)),
                    new Lsn(Long.parseLong(name.substring(9, 25), 16)));
        }
        return new JournalDamage(aside, Timeline.FIRST, new Lsn(0));
    }
}
