package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.PostgresProblems;
import org.jspecify.annotations.Nullable;

/// Small acts on files of the server, safe against a crash in between.
final class ServerFiles {
    private ServerFiles() {}

    static ProblemException failed(String act, IOException e) {
        return PostgresProblems.SERVER_FILES_FAILED
                .says("cannot %s", act)
                .what("%s", e.toString())
                .kept("what the database holds is unchanged")
                .remedy("Check the rights of the directory and its disk, then try again.")
                .asException(e);
    }

    /// The directory that a file of ours lies in; none of them is a root.
    static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "a file of the server lies in a directory");
    }

    /// Makes a directory and those above it with the given rights (`rwx------`), whatever the
    /// umask, as far as they are missing.
    static void makeDirectory(Path directory, String rights) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        makeDirectory(parent(directory), rights);
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(rights));
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; a file in that place is an error all the same.
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    /// Makes a directory that nobody else has, beside others with the same prefix.
    static Path makeFresh(Path parent, String prefix, String rights) throws IOException {
        Path fresh = parent.resolve(prefix + Long.toHexString(new SecureRandom().nextLong()));
        Files.createDirectory(fresh);
        return Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(rights));
    }

    /// Puts a file in place whole or not at all, readable by its owner only.
    static void write(Path file, String content) throws IOException {
        Path fresh = makeFresh(parent(file), ".tmp-", "rwx------");
        try {
            Path whole = fresh.resolve("file");
            writeNew(whole, content);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteTree(fresh);
        }
        sync(parent(file));
    }

    /// Makes a new file, readable by its owner only, and waits until the disk has it.
    static void writeNew(Path file, String content) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /// Waits until the disk has a file's content or a directory's entries.
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Deletes whatever begins with a prefix: what a crash left behind. Call it under the lock.
    static void deleteLeftOvers(Path parent, String prefix) throws IOException {
        List<Path> leftOvers;
        try (Stream<Path> children = Files.list(parent)) {
            leftOvers =
                    children.filter(path -> path.getFileName().toString().startsWith(prefix))
                            .toList();
        }
        for (Path leftOver : leftOvers) {
            deleteTree(leftOver);
        }
    }

    /// Deletes a tree; links are deleted, not followed; what is gone already is well.
    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        return passOver(e);
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException e) throws IOException {
                        Files.deleteIfExists(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /// Adds up the files of a tree that others may be changing meanwhile.
    static ByteSize size(Path root) throws IOException {
        var bytes = new AtomicLong();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        bytes.addAndGet(attributes.size());
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        return passOver(e);
                    }
                });
        return new ByteSize(bytes.get());
    }

    /// The last lines of a text file, at most `count`; nothing when there is no such file.
    static List<String> tail(Path file, int count) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        // Server logs are cut at 10 MiB, so reading one whole is affordable in a failure.
        List<String> lines =
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    private static FileVisitResult passOver(IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }
}
