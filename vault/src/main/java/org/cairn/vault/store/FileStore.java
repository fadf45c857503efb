package org.cairn.vault.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.cairn.vault.problem.VaultProblems;

/// A store in a folder of the local file system; an object is a plain file at the path of its name.
///
/// Objects are written in `.tmp/` below the same folder and linked to their names when they are
/// complete and forced (see [FileDraft]). One place for all temporary files, rather than each
/// beside its target, because what killed processes leave behind can then be found without walking
/// the whole vault; link(2) is as atomic between two folders as within one. Left-overs older than a
/// day are removed when a store is opened; a live draft that old loses its file and then fails to
/// publish, which is safe.
///
/// Links below the folder are refused. Safe for any thread and any number of processes.
public final class FileStore implements ObjectStore {
    private static final String TEMPORARY = ".tmp";
    // ext4 makes it in every fresh file system, and a disk of its own is a good place for a vault.
    private static final String LOST_AND_FOUND = "lost+found";
    private static final Duration STALE = Duration.ofDays(1);

    private final Path root;
    private final DurableFolders folders;

    private FileStore(Path root) {
        this.root = root;
        this.folders = new DurableFolders(root);
    }

    /// Opens a store in a folder, which is made if it does not exist.
    public static FileStore create(Path folder, InstantSource clock) {
        try {
            DurableFolders.create(folder);
        } catch (IOException e) {
            throw StoreFailures.writing(folder, e);
        }
        return open(folder, clock);
    }

    /// Opens a store in a folder that exists. The folder itself may be reached by a link.
    public static FileStore open(Path folder, InstantSource clock) {
        try {
            var store = new FileStore(folder.toRealPath());
            store.removeStale(clock.instant().minus(STALE));
            return store;
        } catch (IOException e) {
            throw StoreFailures.reading(folder, e);
        }
    }

    /// Says whether the folder holds nothing that somebody put there.
    public boolean isBlank() {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .allMatch(name -> name.equals(TEMPORARY) || name.equals(LOST_AND_FOUND));
        } catch (IOException e) {
            throw StoreFailures.reading(root, e);
        }
    }

    @Override
    public ObjectDraft draft(ObjectName name) {
        Path temporary = root.resolve(TEMPORARY).resolve(UUID.randomUUID().toString());
        return new FileDraft(temporary, pathOf(name), folders);
    }

    @Override
    public ObjectReader open(ObjectName name) {
        Path path = pathOf(name);
        try {
            requirePlain(path);
            return new FileObject(name, path);
        } catch (NoSuchFileException _) {
            // The name says all that the exception would.
            throw VaultProblems.missing(name.value());
        } catch (IOException e) {
            throw StoreFailures.reading(path, e);
        }
    }

    @Override
    public boolean exists(ObjectName name) {
        Path path = pathOf(name);
        try {
            if (!DurableFolders.occupied(path)) {
                return false;
            }
            requirePlain(path);
            Path folder = DurableFolders.parentOf(path);
            folders.ensure(folder);
            DurableFolders.force(folder);
            return true;
        } catch (IOException e) {
            throw StoreFailures.reading(path, e);
        }
    }

    @Override
    public Optional<ObjectInfo> find(ObjectName name) {
        Path path = pathOf(name);
        try {
            BasicFileAttributes attributes = requirePlain(path);
            return Optional.of(
                    new ObjectInfo(
                            name, attributes.size(), attributes.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException _) {
            // Absence is an answer here.
            return Optional.empty();
        } catch (IOException e) {
            throw StoreFailures.reading(path, e);
        }
    }

    @Override
    public void remove(ObjectName name) {
        Path path = pathOf(name);
        try {
            requirePlain(path);
            Files.deleteIfExists(path);
        } catch (NoSuchFileException _) {
            // Another process may have removed it a moment ago and not come to forcing the folder.
        } catch (IOException e) {
            throw StoreFailures.writing(path, e);
        }
        forceExisting(path, DurableFolders.parentOf(path));
    }

    private static void forceExisting(Path path, Path folder) {
        try {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                DurableFolders.force(folder);
            }
        } catch (IOException e) {
            throw StoreFailures.writing(path, e);
        }
    }

    @Override
    public List<ObjectName> list(String folder) {
        if (!folder.isEmpty() && !folder.endsWith("/")) {
            throw new IllegalArgumentException("not a folder of objects: " + folder);
        }
        Path start =
                folder.isEmpty()
                        ? root
                        : pathOf(new ObjectName(folder.substring(0, folder.length() - 1)));
        List<ObjectName> names = new ArrayList<>();
        try {
            if (Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(start, new Lister(names));
            }
        } catch (IOException e) {
            throw StoreFailures.reading(start, e);
        }
        names.sort(null);
        return List.copyOf(names);
    }

    private Path pathOf(ObjectName name) {
        return root.resolve(name.value());
    }

    private BasicFileAttributes requirePlain(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        folders.requireReal(path);
        if (!attributes.isRegularFile()) {
            throw StoreFailures.unsafe(path, "it is neither a plain file nor a link");
        }
        return attributes;
    }

    private void removeStale(Instant before) {
        Path folder = root.resolve(TEMPORARY);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (modified(entry).isBefore(before)) {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (IOException _) {
            // Tidying may wait: a vault on a read-only disk must still open for reading.
        }
    }

    private static Instant modified(Path entry) throws IOException {
        return Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    /// Gathers the plain files whose names are names of objects; links are not followed.
    private final class Lister extends SimpleFileVisitor<Path> {
        private final List<ObjectName> names;

        Lister(List<ObjectName> names) {
            this.names = names;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = root.relativize(file).toString();
            if (attributes.isRegularFile() && ObjectName.isValid(name)) {
                names.add(new ObjectName(name));
            }
            return FileVisitResult.CONTINUE;
        }

        /// What another process removed while this one listed is not there.
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean hidden =
                    !folder.equals(root) && folder.getFileName().toString().startsWith(".");
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }
    }
}
