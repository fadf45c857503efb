package org.cairn.protect.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.testkit.FakeClock;

/// Journals of a server that does not exist, with bytes that follow from their positions.
final class Journals {
    static final String SYSTEM = "7512345678901234567";
    static final SegmentSize SEGMENTS = new SegmentSize(1 << 20);
    static final Timeline ONE = Timeline.FIRST;

    private Journals() {}

    static WalJournal open(Path folder) {
        return open(folder, JournalAppender.Disk.REAL);
    }

    static WalJournal open(Path folder, JournalAppender.Disk disk) {
        return new WalJournal(
                folder.resolve(SYSTEM), SEGMENTS, FakeClock.atStart(), Steps.NONE, disk);
    }

    /// The bytes that stand at a position, the same each time.
    static byte[] bytes(Lsn start, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(start.bytes() + i);
        }
        return bytes;
    }

    private static byte at(long position) {
        return (byte) (new Random(position / 64).nextLong() >>> (position % 64 % 56));
    }

    static void append(WalJournal journal, Timeline timeline, Lsn start, int length) {
        journal.append(timeline, start, bytes(start, length), 0, length);
    }

    static byte[] read(WalJournal journal, WalRange range) {
        try (var input = journal.read(range)) {
            return input.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WalRange range(Timeline timeline, Lsn start, long length) {
        return new WalRange(timeline, start, start.plusBytes(length));
    }

    static List<Path> files(Path folder) {
        try (var list = Files.list(folder.resolve(SYSTEM))) {
            return list.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path onlyFile(Path folder) {
        List<Path> files = files(folder);
        if (files.size() != 1) {
            throw new AssertionError("expected one file: " + files);
        }
        return files.getFirst();
    }
}
