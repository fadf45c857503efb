package org.cairn.vault.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The folders of one store, made when needed and so that a power cut cannot take them back.
///
/// A folder's entry is in its parent, so each parent is forced the first time this process uses the
/// folder, also when another process made it: that one may not have come to forcing it yet. Safe
/// for any thread.
final class DurableFolders {
    private final Path root;
    private final Set<Path> known = ConcurrentHashMap.newKeySet();

    /// @param root an existing folder, by its real path
    DurableFolders(Path root) {
        this.root = root;
    }

    /// Makes `folder`, which is the root or below it, and all between.
    void ensure(Path folder) throws IOException {
        if (folder.equals(root) || known.contains(folder)) {
            return;
        }
        Path parent = parentOf(folder);
        ensure(parent);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException _) {
            // The usual case: objects share folders.
        }
        requireReal(folder);
        force(parent);
        known.add(folder);
    }

    /// Refuses a path with a link anywhere below the root.
    void requireReal(Path path) throws IOException {
        if (Files.isSymbolicLink(path) || !path.toRealPath().equals(path)) {
            throw StoreFailures.unsafe(path, "a symbolic link leads to or through it");
        }
    }

    /// Writes the entries of a folder to the disk.
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Makes a folder that may lie deeper than what exists, durably; for the root of a store.
    static void create(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath().normalize();
        if (Files.isDirectory(absolute)) {
            return;
        }
        Path parent = absolute.getParent();
        if (parent != null) {
            create(parent);
        }
        try {
            Files.createDirectory(absolute);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(absolute)) {
                throw e;
            }
        }
        if (parent != null) {
            force(parent);
        }
    }

    static Path parentOf(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("no object stands at the root of a file system");
        }
        return parent;
    }

    /// Says whether something stands at the path itself, be it a link that leads nowhere.
    static boolean occupied(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
