package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Where what a restore would overwrite and nobody else has is put: a folder beside the data
/// directory, with a numbered one in it for each restore. Safe for any thread.
final class SetAside {
    private final Path data;
    private final Path folder;
    private final Set<Path> touched = new TreeSet<>();

    private SetAside(Path data, Path folder) {
        this.data = data;
        this.folder = folder;
    }

    /// The next free one; nothing is made before something is put there.
    static SetAside of(RestoreFolders folders) {
        int last = 0;
        Path all = folders.setAside();
        if (Files.isDirectory(all)) {
            try (DirectoryStream<Path> numbered = Files.newDirectoryStream(all, "[0-9]*")) {
                for (Path each : numbered) {
                    String name = each.getFileName().toString();
                    last = name.matches("\\d{1,9}") ? Math.max(last, Integer.parseInt(name)) : last;
                }
            } catch (IOException e) {
                throw RestoreFailures.writing(all, e);
            }
        }
        return new SetAside(folders.data(), all.resolve(Integer.toString(last + 1)));
    }

    Path folder() {
        return folder;
    }

    /// Moves what is under a path of the directory here.
    synchronized void take(String path) throws IOException {
        Path from = data.resolve(path);
        Path to = folder.resolve(path);
        Path parent = java.util.Objects.requireNonNull(to.getParent(), "it lies in the folder");
        make(parent);
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            // Another file system: durable there before it goes here.
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            if (Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS)) {
                DirectoryWriter.force(to);
            }
            DirectoryWriter.force(parent);
            Files.delete(from);
        }
    }

    private void make(Path parent) throws IOException {
        Path at = parent;
        while (at != null && !at.equals(data.getParent()) && touched.add(at)) {
            at = at.getParent();
        }
        Files.createDirectories(
                parent,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// Makes all that was moved durable here.
    synchronized void force() {
        List<Path> folders = List.copyOf(touched).reversed();
        folders.forEach(DirectoryWriter::force);
        if (!folders.isEmpty()) {
            DirectoryWriter.force(
                    java.util.Objects.requireNonNull(data.getParent(), "it is not the root"));
        }
    }
}
