package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.cairn.postgres.PostgresProblems;

/// Held by the one thread of the one process that changes what a directory holds.
///
/// The lock belongs to the open file, so it ends with the process however that ends.
final class ServerLock implements AutoCloseable {
    // A first start on a slow disk unpacks, makes the data directory and starts.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final FileChannel channel;

    private ServerLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Waits for the lock. Problems: `server-in-use`, `server-files-failed`.
    static ServerLock take(Path file) {
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = new ServerLock(channel);
            var failure = new AtomicReference<IOException>();
            if (Waiting.until(PATIENCE, () -> attempt(channel, failure)) && failure.get() == null) {
                return lock;
            }
            lock.close();
            if (failure.get() != null) {
                throw ServerFiles.failed("lock " + file, failure.get());
            }
        } catch (IOException e) {
            throw ServerFiles.failed("lock " + file, e);
        }
        throw PostgresProblems.SERVER_IN_USE
                .says("another cairn is starting or stopping the embedded server")
                .what("%s was held for %d s", file, PATIENCE.toSeconds())
                .kept("nothing was done")
                .remedy("Wait until the other command has ended, then try again.")
                .asException();
    }

    private static boolean attempt(FileChannel channel, AtomicReference<IOException> failure) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            // Another thread of this process holds it: the same as another process.
            return false;
        } catch (IOException e) {
            failure.set(e);
            return true;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw ServerFiles.failed("release a lock", e);
        }
    }
}
