package org.cairn.postgres.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.PostgresProblems;

/// The data directory of a running server, read as files on this machine. Safe for any thread.
public final class DataDirectory {
    private static final String CONTROL_FILE = "global/pg_control";
    private static final int PAGE_BYTES = 8192;
    private static final int CONTROL_ATTEMPTS = 50;
    private static final long CONTROL_PAUSE_NANOS = 5_000_000;

    private final ServerFacts facts;
    private final Path root;

    private DataDirectory(ServerFacts facts, Path root) {
        this.facts = facts;
        this.root = root;
    }

    /// Opens the directory that the server names, after a look whether it is that server's.
    ///
    /// Problems: `data-directory-unreadable`, `data-directory-other`, `server-build-unsupported`.
    public static DataDirectory open(ServerFacts facts) {
        if (facts.sizes().pageBytes() != PAGE_BYTES) {
            throw PostgresProblems.SERVER_BUILD_UNSUPPORTED
                    .says("this server has pages of %d bytes", facts.sizes().pageBytes())
                    .what("Cairn can back up servers with pages of %d bytes", PAGE_BYTES)
                    .kept("nothing was begun")
                    .remedy("Use another program to back up this server.")
                    .asException();
        }
        try {
            var directory = new DataDirectory(facts, facts.dataDirectory().toRealPath());
            directory.requireSameServer(ControlFile.parse(directory.readControlFile()));
            return directory;
        } catch (IOException e) {
            throw unreadable(facts.dataDirectory(), e);
        }
    }

    /// Lists what a backup takes. What vanishes meanwhile is left out, as it should be.
    ///
    /// Problems: `tablespace-inside-data`, `data-directory-link`, `data-directory-unreadable`.
    ///
    /// @param now the facts as they are after the start of the backup: its tablespaces count
    public Listing list(ServerFacts now) {
        return new DirectoryWalk(root, now).walk();
    }

    /// Where to read a file; tablespaces are reached through the server's own links.
    public Path locate(DataFile file) {
        return root.resolve(file.path());
    }

    /// Whether it is normal that a file is gone although it was listed.
    public static boolean mayVanish(DataFile file) {
        return file.pages() || FileRules.mayVanish(file.path());
    }

    public static boolean isControlFile(DataFile file) {
        return file.path().equals(CONTROL_FILE);
    }

    /// Refuses a directory whose server has not been as far as a backup that began: a copy of the
    /// server's directory. Problems: `data-directory-other`.
    public void requireReached(Lsn start) {
        Lsn redo = ControlFile.parse(readControlFile()).redo();
        if (redo.compareTo(start) < 0) {
            throw other("the server is at %s, the directory at %s".formatted(start, redo));
        }
    }

    /// Reads the control file, again and again while the server writes it. Problems:
    /// `control-file-damaged`, `data-directory-unreadable`.
    public byte[] readControlFile() {
        Path file = root.resolve(CONTROL_FILE);
        for (int attempt = 1; ; attempt++) {
            try {
                byte[] bytes = Files.readAllBytes(file);
                ControlFile.parse(bytes);
                return bytes;
            } catch (ProblemException e) {
                if (attempt == CONTROL_ATTEMPTS) {
                    throw e;
                }
                pause();
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
    }

    /// Reads the history file of a timeline, which the server keeps with its WAL; empty when it is
    /// not there. Problems: `data-directory-unreadable`.
    public Optional<byte[]> readHistory(Timeline timeline) {
        Path file = root.resolve("pg_wal").resolve(timeline.hex() + ".history");
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private void requireSameServer(ControlFile control) {
        if (!control.systemIdentifier().equals(facts.systemIdentifier())) {
            throw other(
                    "the database's server is %s, the directory belongs to %s"
                            .formatted(facts.systemIdentifier(), control.systemIdentifier()));
        }
    }

    private ProblemException other(String why) {
        return PostgresProblems.DATA_DIRECTORY_OTHER
                .says("%s is not the data directory of this database", root)
                .what("%s", why)
                .kept("nothing was stored")
                .remedy("Run Cairn on the machine, and in the container, of the server.")
                .with("directory", root)
                .asException();
    }

    private static void pause() {
        LockSupport.parkNanos(CONTROL_PAUSE_NANOS);
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while reading the control file");
        }
    }

    /// The problem of a file of the server that cannot be read.
    public static ProblemException unreadable(Path path, IOException e) {
        return PostgresProblems.DATA_DIRECTORY_UNREADABLE
                .says("cannot read the files of the server")
                .what("%s: %s", path, e.toString())
                .kept("the server is not affected")
                .remedy(
                        "Run Cairn on the machine of the server, as a user who may read its data"
                                + " directory.")
                .with("path", path)
                .asException(e);
    }
}
