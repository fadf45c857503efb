package org.cairn.postgres.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cairn.postgres.PostgresProblems;

/// One walk through a data directory. Confined to one thread; used once.
final class DirectoryWalk {
    // The kinds of `st_mode` (stat(2)); Java's own attributes cannot tell them in the same look.
    private static final int KIND_MASK = 0170000;
    private static final int KIND_DIRECTORY = 0040000;
    private static final int KIND_FILE = 0100000;
    private static final int KIND_LINK = 0120000;
    private static final int RIGHTS_MASK = 0777;
    private static final String TABLESPACES = "pg_tblspc";

    private final Path root;
    private final ServerFacts facts;
    private final FileRules rules;
    private final List<DataFile> files = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    DirectoryWalk(Path root, ServerFacts facts) {
        this.root = root;
        this.facts = facts;
        this.rules = new FileRules(facts.sizes().blocksPerFile());
    }

    Listing walk() {
        enter("");
        return new Listing(files, leftOut);
    }

    private void enter(String directory) {
        if (FileRules.isEmptied(directory)) {
            return;
        }
        if (directory.equals(TABLESPACES)) {
            enterTablespaces();
            return;
        }
        List<String> names = names(directory);
        boolean relations = FileRules.holdsRelations(directory);
        Set<String> unlogged = relations ? FileRules.unlogged(names) : Set.of();
        for (String name : names) {
            boolean anew = relations && FileRules.isMadeAnew(name, unlogged);
            if (!anew && !FileRules.isLeftOut(name)) {
                look(directory, name);
            }
        }
    }

    private void look(String directory, String name) {
        String path = directory.isEmpty() ? name : directory + "/" + name;
        Optional<Look> look = Look.at(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
        if (look.isEmpty()) {
            return;
        }
        switch (look.get().kind()) {
            case KIND_DIRECTORY -> take(path, look.get());
            case KIND_FILE -> {
                if (!FileRules.isWal(directory)) {
                    files.add(file(directory, name, path, look.get()));
                }
            }
            case KIND_LINK -> link(path);
            default -> leftOut.add(path + " is neither a file nor a directory");
        }
    }

    private void take(String path, Look look) {
        boolean foreign = path.startsWith("pg_wal/") && !FileRules.isEmptied(path);
        if (foreign) {
            leftOut.add(path + " is no directory of PostgreSQL's");
            return;
        }
        files.add(
                new DataFile(
                        path,
                        DataFile.Kind.DIRECTORY,
                        0,
                        look.rights(),
                        look.modified().toInstant(),
                        false,
                        0));
        enter(path);
    }

    /// A link to where PostgreSQL lets a directory lie elsewhere becomes a directory; any other is
    /// not followed.
    private void link(String path) {
        if (FileRules.isWal(path) || FileRules.isEmptied(path)) {
            Look.at(root.resolve(path)).ifPresent(target -> take(path, target));
        } else if (FileRules.isVital(path)) {
            throw PostgresProblems.DATA_DIRECTORY_LINK
                    .says("a part of the data directory is a link")
                    .what("%s points to %s", root.resolve(path), target(path))
                    .kept("nothing was stored")
                    .remedy("Put the data itself in that place, or use a tablespace.")
                    .with("path", path)
                    .asException();
        } else {
            leftOut.add("%s is a link, to %s".formatted(path, target(path)));
        }
    }

    private void enterTablespaces() {
        for (String name : names(TABLESPACES)) {
            if (facts.tablespaces().stream()
                    .anyMatch(space -> Long.toString(space.oid()).equals(name))) {
                enterTablespace(TABLESPACES + "/" + name);
            } else if (!name.matches("\\d+")) {
                leftOut.add(TABLESPACES + "/" + name + " is no tablespace");
            }
            // One that was made since the server was asked comes back from the WAL alone.
        }
    }

    private void enterTablespace(String path) {
        Path location;
        try {
            location = root.resolve(path).toRealPath();
        } catch (NoSuchFileException _) {
            return;
        } catch (IOException e) {
            throw DataDirectory.unreadable(root.resolve(path), e);
        }
        if (location.startsWith(root)) {
            throw PostgresProblems.TABLESPACE_INSIDE_DATA
                    .says("a tablespace lies inside the data directory")
                    .what("%s is in %s", path, location)
                    .kept("nothing was stored")
                    .remedy("Move its tables to a tablespace elsewhere and drop it.")
                    .with("path", location)
                    .asException();
        }
        // Other servers may keep theirs in the same place.
        String ours = "%s/PG_%d_%d".formatted(path, facts.major(), facts.catalogVersion());
        Look.at(root.resolve(ours)).ifPresent(look -> take(ours, look));
    }

    private DataFile file(String directory, String name, String path, Look look) {
        Optional<Integer> firstBlock = rules.firstBlock(directory, name);
        return new DataFile(
                path,
                DataFile.Kind.FILE,
                look.size(),
                look.rights(),
                look.modified().toInstant(),
                firstBlock.isPresent(),
                firstBlock.orElse(0));
    }

    private List<String> names(String directory) {
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

    private String target(String path) {
        try {
            return Files.readSymbolicLink(root.resolve(path)).toString();
        } catch (IOException e) {
            throw DataDirectory.unreadable(root.resolve(path), e);
        }
    }

    /// What the file system says about one path, in one look.
    private record Look(int mode, long size, FileTime modified) {
        /// Nothing when there is no such file any more.
        static Optional<Look> at(Path path, LinkOption... options) {
            try {
                Map<String, Object> found =
                        Files.readAttributes(path, "unix:mode,size,lastModifiedTime", options);
                return Optional.of(
                        new Look(
                                (int) Objects.requireNonNull(found.get("mode")),
                                (long) Objects.requireNonNull(found.get("size")),
                                (FileTime) Objects.requireNonNull(found.get("lastModifiedTime"))));
            } catch (NoSuchFileException _) {
                return Optional.empty();
            } catch (IOException e) {
                throw DataDirectory.unreadable(path, e);
            }
        }

        int kind() {
            return mode & KIND_MASK;
        }

        int rights() {
            return mode & RIGHTS_MASK;
        }
    }
}
