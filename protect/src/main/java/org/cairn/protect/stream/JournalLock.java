package org.cairn.protect.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.ProblemException;
import org.cairn.protect.ProtectProblems;

/// Held by the one process that may write the journal: `serve`, or a command that catches up.
///
/// The lock belongs to the open file, so it ends with the process however that ends. The process id
/// inside is for people.
public final class JournalLock implements AutoCloseable {
    private static final String NAME = "lock";
    private static final int LOOKS = 10;
    private static final long PAUSE_NANOS = 20_000_000;

    private final FileChannel channel;

    private JournalLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock. Problems: `stream-running` when another process has it.
    public static JournalLock take(Path journal) {
        for (int i = 0; i < LOOKS; i++) {
            Optional<JournalLock> taken = tryTake(journal);
            if (taken.isPresent()) {
                return taken.get();
            }
            // It may be somebody who only looks whether it is free.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw running(journal);
    }

    /// Says whether nobody has the lock at this moment.
    static boolean isFree(Path journal) {
        Optional<JournalLock> taken = tryTake(journal);
        taken.ifPresent(JournalLock::close);
        return taken.isPresent();
    }

    /// Takes the lock unless another process, or another part of this one, has it.
    public static Optional<JournalLock> tryTake(Path journal) {
        try {
            JournalFolder.create(journal);
            FileChannel channel =
                    FileChannel.open(
                            journal.resolve(NAME),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                return Optional.empty();
            }
            String pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return Optional.of(new JournalLock(channel));
        } catch (IOException e) {
            throw JournalFailures.writing(journal, e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            // Another thread of this process holds it: the same as another process.
            return false;
        }
    }

    private static ProblemException running(Path journal) {
        String holder = holder(journal);
        return ProtectProblems.STREAM_RUNNING
                .says("another process receives the WAL of this project")
                .what("process %s holds %s", holder, journal.resolve(NAME))
                .kept("nothing was changed")
                .remedy("Let it go on, or end it first (cairn serve ends with Ctrl-C).")
                .with("pid", holder)
                .asException();
    }

    private static String holder(Path journal) {
        try {
            String pid = Files.readString(journal.resolve(NAME)).strip();
            return pid.isEmpty() ? "unknown" : pid;
        } catch (IOException _) {
            // The name of the holder is a help only.
            return "unknown";
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot release the lock of the journal", e);
        }
    }
}
