package org.cairn.postgres.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.PostgresProblems;

/// The data directory of a running server, read as files on this machine. Safe for any thread.
public final class DataDirectory implements BackupFiles {
    private final ServerFacts facts;
    private final Path root;

    private DataDirectory(ServerFacts facts, Path root) {
        this.facts = facts;
        this.root = root;
    }

    /// Opens the directory that the server names, after a look whether it is that server's.
    ///
    /// Problems: `data-directory-unreadable`, also when a tablespace is not on this machine;
    /// `data-directory-other`, `server-build-unsupported`.
    public static DataDirectory open(ServerFacts facts) {
        facts.requirePages();
        try {
            var directory = new DataDirectory(facts, facts.dataDirectory().toRealPath());
            directory.requireSameServer(ControlFile.parse(directory.readControlFile()));
            directory.requireTablespaces();
            return directory;
        } catch (IOException e) {
            throw unreadable(facts.dataDirectory(), e);
        }
    }

    @Override
    public Listing list(ServerFacts now) {
        return new DirectoryWalk(new LocalTree(root), now).walk();
    }

    @Override
    public Reader reader() {
        return new LocalReader();
    }

    /// Opens files through the server's own links to tablespaces. There is nothing to bring
    /// together: the machine reads ahead by itself.
    private final class LocalReader implements Reader {
        @Override
        public void expect(List<Range> ranges) {}

        @Override
        public OpenFile open(DataFile file) throws NoSuchFileException {
            return LocalFile.open(root.resolve(file.path()));
        }

        @Override
        public void close() {}
    }

    @Override
    public void requireReached(Lsn start) {
        Lsn redo = ControlFile.parse(readControlFile()).redo();
        if (redo.compareTo(start) < 0) {
            throw other("the server is at %s, the directory at %s".formatted(start, redo));
        }
    }

    @Override
    public byte[] readControlFile() {
        Path file = root.resolve(ControlFile.PATH);
        return ControlFile.readWhole(() -> {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        });
    }

    @Override
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

    /// A link to a tablespace may lead nowhere on this machine, as in a container.
    private void requireTablespaces() {
        var tree = new LocalTree(root);
        facts.tablespaces().forEach(space -> tree.location("pg_tblspc/" + space.oid(), space));
    }

    private ProblemException other(String why) {
        return PostgresProblems.DATA_DIRECTORY_OTHER
                .says("%s is not the data directory of this database", root)
                .what("%s", why)
                .kept("nothing was stored")
                .remedy(
                        "Run Cairn on the machine, and in the container, of the server, or back it up"
                                + " with `--source sql`.")
                .with("directory", root)
                .asException();
    }

    /// The problem of a file of the server that cannot be read.
    public static ProblemException unreadable(Path path, IOException e) {
        return PostgresProblems.DATA_DIRECTORY_UNREADABLE
                .says("cannot read the files of the server")
                .what("%s: %s", path, e.toString())
                .kept("the server is not affected")
                .remedy(
                        "Run Cairn on the machine of the server, as a user who may read its data"
                                + " directory, or back it up with `--source sql`.")
                .with("path", path)
                .asException(e);
    }
}
