package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.backup.ControlFile;
import org.cairn.postgres.server.RunningServer;
import org.cairn.protect.ProtectProblems;
import org.jspecify.annotations.Nullable;

/// A data directory that is there, of the server of a plan, on which nobody works: over it that
/// server is restored.
///
/// What marks it as unfinished is its `pg_control`, which has another name from before the first
/// change until the restored server was promoted: without it no server starts, and by it the
/// directory is known when the restore is taken up again. It is locked meanwhile. Confined to one
/// thread.
final class LocalDirectory implements AutoCloseable {
    /// The name of `pg_control` while the directory is changed.
    static final String REPLACED = "global/pg_control.replaced";

    private static final String CONTROL = "global/pg_control";

    private final MakePlan.Made made;
    private final RestoreFolders folders;
    private final LocalWal wal;
    private final Set<Long> inPlace = new HashSet<>();
    private final SetAside aside;
    private @Nullable FileChannel locked;

    private LocalDirectory(MakePlan.Made made, RestoreFolders folders) {
        this.made = made;
        this.folders = folders;
        this.wal =
                new LocalWal(folders.data(), made.past(), made.past().segmentSize(made.snapshot()));
        this.aside = SetAside.of(folders);
    }

    /// Looks whether it may be changed, and changes nothing. Problems: `restore-directory-unfit`,
    /// `restore-folder-in-use` for a tablespace or the folder beside it.
    static LocalDirectory of(MakePlan.Made made, RestoreFolders folders) {
        var local = new LocalDirectory(made, folders);
        folders.requireOver();
        local.requireUnused();
        local.requireOfServer();
        made.tablespaces().originals().keySet().forEach(local::place);
        return local;
    }

    MakePlan.Made made() {
        return made;
    }

    RestoreFolders folders() {
        return folders;
    }

    Path data() {
        return folders.data();
    }

    LocalWal wal() {
        return wal;
    }

    SetAside aside() {
        return aside;
    }

    /// Whether a tablespace is where it is to be.
    boolean isInPlace(long tablespace) {
        return inPlace.contains(tablespace);
    }

    private void requireUnused() {
        Optional<String> occupant = RunningServer.occupant(data());
        if (occupant.isPresent()) {
            throw unfit(
                    occupant.get(),
                    "Stop the server, then try again; or restore into a new folder.");
        }
    }

    private void requireOfServer() {
        Path control = data().resolve(CONTROL);
        Path known =
                Files.exists(control, LinkOption.NOFOLLOW_LINKS)
                        ? control
                        : data().resolve(REPLACED);
        if (!Files.isRegularFile(known, LinkOption.NOFOLLOW_LINKS)) {
            throw unfit("it has no global/pg_control", ELSEWHERE);
        }
        String server;
        try {
            server = ControlFile.parse(head(known)).systemIdentifier();
        } catch (IOException e) {
            throw unfit("%s: %s".formatted(known, e), ELSEWHERE);
        } catch (ProblemException e) {
            throw unfit(
                    "%s: %s, %s".formatted(known, e.problem().headline(), e.problem().what()),
                    ELSEWHERE);
        }
        if (!server.equals(made.plan().server())) {
            throw unfit(
                    "it is of server %s, and the backup is of server %s"
                            .formatted(server, made.plan().server()),
                    "Name the directory of that server, or say with --server which is meant; or"
                            + " restore into a new folder.");
        }
    }

    private static final String ELSEWHERE =
            "Name the data directory of the server; or restore into a new folder.";

    private static byte[] head(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(1 << 13);
        }
    }

    /// A link may lead to files of another server: of that from which this directory was copied.
    private void place(long tablespace) {
        Path link = data().resolve("pg_tblspc").resolve(Long.toString(tablespace));
        Path wanted =
                java.util.Objects.requireNonNull(
                        folders.tablespaces().get(tablespace), "each has one");
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            folders.requireFree(wanted);
            return;
        }
        if (!Files.isSymbolicLink(link)) {
            throw unfit("%s is no link".formatted(link), "Restore into a new folder.");
        }
        Path there = target(link);
        if (isSame(there, wanted)) {
            inPlace.add(tablespace);
        } else if (made.tablespaces().given().containsKey(tablespace)) {
            folders.requireFree(wanted);
        } else {
            throw unfit(
                    "its tablespace %d lies in %s, where files of another server may be"
                            .formatted(tablespace, there),
                    "If they are this server's, say --tablespace %d=%s, and they are changed; else"
                                    .formatted(tablespace, there)
                            + " name another folder there.");
        }
    }

    private Path target(Path link) {
        try {
            return data().resolve("pg_tblspc").resolve(Files.readSymbolicLink(link)).normalize();
        } catch (IOException e) {
            throw RestoreFailures.writing(link, e);
        }
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return one.equals(other) || (Files.exists(other) && Files.isSameFile(one, other));
        } catch (IOException _) {
            // What cannot be looked at is not the same.
            return false;
        }
    }

    /// Makes it one on which no server starts, and nobody else restores. Problems:
    /// `restore-directory-unfit` when somebody came first.
    void takeControl() {
        Path control = data().resolve(CONTROL);
        Path replaced = data().resolve(REPLACED);
        try {
            if (Files.exists(replaced)) {
                // An earlier attempt did not come to its end.
                lock(replaced);
                Files.deleteIfExists(control);
            } else {
                Files.move(control, replaced, StandardCopyOption.ATOMIC_MOVE);
                lock(replaced);
            }
            DirectoryWriter.force(data().resolve("global"));
            Optional<String> occupant = RunningServer.occupant(data());
            if (occupant.isPresent()) {
                Files.move(replaced, control, StandardCopyOption.ATOMIC_MOVE);
                throw unfit(occupant.get(), "Stop the server, then try again.");
            }
            Files.deleteIfExists(data().resolve("postmaster.pid"));
        } catch (IOException e) {
            throw RestoreFailures.writing(control, e);
        }
    }

    private void lock(Path replaced) throws IOException {
        FileChannel channel =
                FileChannel.open(replaced, StandardOpenOption.READ, StandardOpenOption.WRITE);
        locked = channel;
        if (!isLocked(channel)) {
            throw unfit("another restore works on it", "Wait until it has ended, then try again.");
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            // Another thread of this process.
            return false;
        }
    }

    /// Says that it is finished.
    void release() {
        try {
            Files.deleteIfExists(data().resolve(REPLACED));
            DirectoryWriter.force(data().resolve("global"));
        } catch (IOException e) {
            throw RestoreFailures.writing(data().resolve(REPLACED), e);
        }
    }

    @Override
    public void close() {
        if (locked != null) {
            try {
                locked.close();
            } catch (IOException _) {
                // The lock goes with the process.
            }
        }
    }

    private ProblemException unfit(String why, String remedy) {
        return ProtectProblems.RESTORE_DIRECTORY_UNFIT
                .says("will not restore over %s", data())
                .what("%s", why)
                .kept("nothing was changed")
                .remedy("%s", remedy)
                .with("path", data())
                .asException();
    }
}
