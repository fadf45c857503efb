package org.cairn.vault.store.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.problem.VaultProblems;

/// The folder in which objects wait until they are sent. It is made when first needed, readable by
/// this user only. Left-overs of killed processes go after a day. Safe for any thread.
final class Spool {
    private static final String ENDING = ".spool";
    private static final Duration STALE = Duration.ofDays(1);

    private final Path folder;
    private final long maxBytes;
    private final InstantSource clock;
    private final AtomicLong usedBytes = new AtomicLong();
    private boolean ready;

    Spool(Path folder, long maxBytes, InstantSource clock) {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /// A new file, not made yet.
    Path file() {
        prepare();
        return folder.resolve(UUID.randomUUID() + ENDING);
    }

    void took(long bytes) {
        usedBytes.addAndGet(bytes);
    }

    /// Whether more waits than may.
    boolean isOver() {
        return usedBytes.get() > maxBytes;
    }

    static ProblemException failed(Path file, IOException cause) {
        String said = String.valueOf(cause.getMessage());
        boolean full = said.contains("No space left") || said.contains("quota");
        return (full ? VaultProblems.FULL : VaultProblems.IO_FAILED)
                .says("cannot keep what is to be sent to the vault in '%s'", file)
                .what("%s: %s", cause.getClass().getSimpleName(), said)
                .kept("what was stored before is complete; nothing half-written is visible")
                .remedy(
                        full
                                ? "Make room on that disk, then do the same again."
                                : "Check that disk, then do the same again.")
                .with("path", file)
                .asException(cause);
    }

    private synchronized void prepare() {
        if (ready) {
            return;
        }
        try {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            removeStale(clock.instant().minus(STALE));
            ready = true;
        } catch (java.nio.file.FileAlreadyExistsException e) {
            // Another process was faster, or it is no folder; the next file will tell.
            ready = Files.isDirectory(folder);
            if (!ready) {
                throw failed(folder, e);
            }
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    private void removeStale(Instant before) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(e -> e.toString().endsWith(ENDING)).toList()) {
                if (Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(before)) {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (java.nio.file.NoSuchFileException _) {
            // Another process tidies at the same time.
        }
    }
}
