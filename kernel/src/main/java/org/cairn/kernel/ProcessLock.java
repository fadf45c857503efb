package org.cairn.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A lock on a file that one process holds at a time; the file stays and says which process.
///
/// The lock ends with the process however that ends. The process id inside is for people only. Safe
/// for any thread.
///
/// The locks of POSIX belong to a process and a file: when a process closes the file, through
/// whatever descriptor, all its locks on it are gone. So a process that has the lock must not open
/// the file to look who has it; what this process holds is known from memory.
public final class ProcessLock implements AutoCloseable {
    // What belongs to the process has to be static.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private ProcessLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Takes the lock unless another process, or another part of this one, has it. The folder of
    /// the file must exist.
    public static Optional<ProcessLock> tryTake(Path file) throws IOException {
        Path real = real(file);
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        Optional<ProcessLock> taken = Optional.empty();
        try {
            taken = open(real);
        } finally {
            if (taken.isEmpty()) {
                HELD.remove(real);
            }
        }
        return taken;
    }

    private static Optional<ProcessLock> open(Path real) throws IOException {
        FileChannel channel =
                FileChannel.open(real, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                channel.close();
                return Optional.empty();
            }
            String pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return Optional.of(new ProcessLock(real, channel));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// The same for every path that leads to the file.
    private static Path real(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        return folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
    }

    /// The process id in the file, for messages; `unknown` where there is none.
    public static String holder(Path file) {
        try {
            if (HELD.contains(real(file))) {
                return Long.toString(ProcessHandle.current().pid());
            }
            String pid = Files.readString(file).strip();
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
            throw new java.io.UncheckedIOException(e);
        } finally {
            HELD.remove(file);
        }
    }
}
