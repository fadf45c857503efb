package org.cairn.postgres.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A data directory on the disk.
final class LocalTree implements FileTree {
    // The kinds of `st_mode` (stat(2)); Java's own attributes cannot tell them in the same look.
    private static final int KIND_MASK = 0170000;
    private static final int KIND_DIRECTORY = 0040000;
    private static final int KIND_FILE = 0100000;
    private static final int KIND_LINK = 0120000;
    private static final int RIGHTS_MASK = 0777;

    private final Path root;

    LocalTree(Path root) {
        this.root = root;
    }

    @Override
    public List<String> names(String directory) {
        Path path = root.resolve(directory);
        try (Stream<Path> children = Files.list(path)) {
            return children.map(child -> child.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw DataDirectory.unreadable(path, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw DataDirectory.unreadable(path, e);
        }
    }

    @Override
    public Optional<Look> look(String path) {
        return at(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Optional<Look> follow(String path) {
        return at(root.resolve(path));
    }

    @Override
    public String target(String path) {
        try {
            return Files.readSymbolicLink(root.resolve(path)).toString();
        } catch (IOException e) {
            throw DataDirectory.unreadable(root.resolve(path), e);
        }
    }

    @Override
    public Optional<String> location(String path, ServerFacts.Tablespace tablespace) {
        Path link = root.resolve(path);
        try {
            Path location = link.toRealPath();
            if (location.startsWith(root)) {
                throw FileTree.inside(path, location);
            }
            return Optional.of(location.toString());
        } catch (NoSuchFileException e) {
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                // Not dropped: what it points to is not on this machine.
                throw DataDirectory.unreadable(link, e);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw DataDirectory.unreadable(link, e);
        }
    }

    /// In one look.
    private static Optional<Look> at(Path path, LinkOption... options) {
        try {
            Map<String, Object> found =
                    Files.readAttributes(path, "unix:mode,size,lastModifiedTime", options);
            int mode = (int) Objects.requireNonNull(found.get("mode"));
            return Optional.of(
                    new Look(
                            kind(mode),
                            (long) Objects.requireNonNull(found.get("size")),
                            mode & RIGHTS_MASK,
                            ((FileTime) Objects.requireNonNull(found.get("lastModifiedTime")))
                                    .toInstant()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw DataDirectory.unreadable(path, e);
        }
    }

    private static Kind kind(int mode) {
        return switch (mode & KIND_MASK) {
            case KIND_FILE -> Kind.FILE;
            case KIND_DIRECTORY -> Kind.DIRECTORY;
            case KIND_LINK -> Kind.LINK;
            default -> Kind.OTHER;
        };
    }
}
