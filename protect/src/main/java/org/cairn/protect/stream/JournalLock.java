package org.cairn.protect.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.ProcessLock;
import org.cairn.protect.ProtectProblems;

/// Held by the one process that may write the journal: `serve`, or a command that catches up.
///
/// It ends with the process however that ends.
public final class JournalLock implements AutoCloseable {
    private static final String NAME = "lock";
    private static final int LOOKS = 10;
    private static final long PAUSE_NANOS = 20_000_000;

    private final ProcessLock lock;

    private JournalLock(ProcessLock lock) {
        this.lock = lock;
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
            return ProcessLock.tryTake(journal.resolve(NAME)).map(JournalLock::new);
        } catch (IOException e) {
            throw JournalFailures.writing(journal, e);
        }
    }

    private static ProblemException running(Path journal) {
        String holder = ProcessLock.holder(journal.resolve(NAME));
        return ProtectProblems.STREAM_RUNNING
                .says("another process receives the WAL of this project")
                .what("process %s holds %s", holder, journal.resolve(NAME))
                .kept("nothing was changed")
                .remedy("Let it go on, or end it first (cairn serve ends with Ctrl-C).")
                .with("pid", holder)
                .asException();
    }

    @Override
    public void close() {
        lock.close();
    }
}
