package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.cairn.vault.snapshot.SnapshotServer;
import org.jspecify.annotations.Nullable;

/// What lies in a data directory that is there, by path as a snapshot has it: some 150 bytes for
/// each file. Links are followed where PostgreSQL follows them. Confined to one thread.
final class LocalFiles {
    private static final String TABLESPACES = "pg_tblspc";
    private static final int KIND_MASK = 0170000;
    private static final int KIND_DIRECTORY = 0040000;
    private static final int KIND_FILE = 0100000;
    private static final int KIND_LINK = 0120000;

    /// What is found under a path.
    enum Kind {
        DIRECTORY,
        FILE,
        /// A file that has other names too: what is written into it is written there as well.
        SHARED_FILE,
        LINK,
        OTHER
    }

    private final RestoreFolders folders;
    private final String versionFolder;
    private final Map<String, Kind> found = new HashMap<>();
    private final Deque<Folder> open = new ArrayDeque<>();

    private record Folder(String path, Path place) {}

    private LocalFiles(RestoreFolders folders, SnapshotServer server) {
        this.folders = folders;
        this.versionFolder = "PG_%d_%d".formatted(server.major(), server.catalogVersion());
    }

    static Map<String, Kind> list(RestoreFolders folders, SnapshotServer server) {
        var files = new LocalFiles(folders, server);
        files.open.add(new Folder("", folders.data()));
        while (!files.open.isEmpty()) {
            files.enter(files.open.removeLast());
        }
        return files.found;
    }

    private void enter(Folder folder) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder.place())) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                look(folder.path().isEmpty() ? name : folder.path() + "/" + name, child);
            }
        } catch (DirectoryIteratorException e) {
            throw RestoreFailures.writing(folder.place(), Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw RestoreFailures.writing(folder.place(), e);
        }
    }

    private void look(String path, Path place) throws IOException {
        Kind kind = kind(place);
        if (kind == null) {
            return;
        }
        if (path.startsWith(TABLESPACES + "/") && path.matches("pg_tblspc/\\d+")) {
            tablespace(path, kind);
            return;
        }
        boolean follows =
                kind == Kind.LINK && OwnedPaths.mayBeLink(path) && Files.isDirectory(place);
        found.put(path, follows ? Kind.DIRECTORY : kind);
        if (follows || kind == Kind.DIRECTORY) {
            open.add(new Folder(path, place));
        }
    }

    /// One that is to be there is looked into, where it is to be; of another only the link is seen.
    private void tablespace(String path, Kind kind) throws IOException {
        Path place =
                folders.tablespaces().get(Long.parseLong(path.substring(TABLESPACES.length() + 1)));
        if (place == null) {
            found.put(path, kind);
            return;
        }
        // Other servers may keep theirs in the same place.
        Path ours = place.resolve(versionFolder);
        if (kind(ours) == Kind.DIRECTORY) {
            String below = path + "/" + versionFolder;
            found.put(below, Kind.DIRECTORY);
            open.add(new Folder(below, ours));
        }
    }

    /// Null for what is not there.
    static @Nullable Kind kind(Path place) throws IOException {
        try {
            Map<String, Object> look =
                    Files.readAttributes(place, "unix:mode,nlink", LinkOption.NOFOLLOW_LINKS);
            int mode = (int) Objects.requireNonNull(look.get("mode"));
            int names = (int) Objects.requireNonNull(look.get("nlink"));
            return switch (mode & KIND_MASK) {
                case KIND_DIRECTORY -> Kind.DIRECTORY;
                case KIND_FILE -> names > 1 ? Kind.SHARED_FILE : Kind.FILE;
                case KIND_LINK -> Kind.LINK;
                default -> Kind.OTHER;
            };
        } catch (NoSuchFileException _) {
            return null;
        }
    }
}
