package org.cairn.source.read;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.source.yaml.YamlText;

/// The files of a project that globs name. Nothing outside the project is opened: a symbolic link
/// that leads out is refused.
///
/// Limits: 16 folders deep, 100,000 entries looked at for one glob. Safe for any thread.
final class ProjectFiles {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_ENTRIES = 100_000;
    private static final Set<String> SKIPPED = Set.of(".cairn", ".git");

    private final Path project;

    ProjectFiles(Path project) {
        this.project = project.toAbsolutePath().normalize();
    }

    static boolean isGlob(String pattern) {
        return pattern.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /// The files that a glob names, as paths relative to the project, sorted.
    ///
    /// @throws IllegalArgumentException where the glob is wrong or too wide; the message says why
    Set<String> matching(String glob) throws IOException {
        Set<String> found = new TreeSet<>();
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        Path base = project.resolve(literalFolder(glob));
        if (!Files.isDirectory(base)) {
            return found;
        }
        if (Files.isSymbolicLink(base)) {
            // A walk would pass over it in silence, and following it could leave the project.
            throw new IllegalArgumentException("its folder is a symbolic link");
        }
        var visitor =
                new SimpleFileVisitor<Path>() {
                    private int seen;

                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                        String name = String.valueOf(dir.getFileName());
                        // A recording lies beside its declaration, and may hold YAML.
                        return SKIPPED.contains(name) || name.endsWith(".recorded")
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        if (++seen > MAX_ENTRIES) {
                            throw new IllegalArgumentException(
                                    "the glob looks at more than %d files".formatted(MAX_ENTRIES));
                        }
                        Path relative = project.relativize(file);
                        if (matcher.matches(relative)) {
                            found.add(relative.toString());
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        // A folder that may not be listed holds none of our files.
                        return FileVisitResult.CONTINUE;
                    }
                };
        Files.walkFileTree(base, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, visitor);
        return found;
    }

    // The folders before the first sign of a glob: no other needs to be walked.
    private static String literalFolder(String glob) {
        String folder = "";
        for (String step : glob.split("/")) {
            if (isGlob(step)) {
                break;
            }
            folder = folder.isEmpty() ? step : folder + "/" + step;
        }
        return folder;
    }

    /// What there is of a file.
    sealed interface Content {
        /// What is in it: at most one byte more than the limit.
        record Bytes(byte[] bytes) implements Content {}

        record Absent() implements Content {}

        record Outside() implements Content {}

        record Unreadable(String why) implements Content {}
    }

    Content read(String relative) {
        try {
            Path file = project.resolve(relative);
            if (!Files.exists(file)) {
                return new Content.Absent();
            }
            if (!file.toRealPath().startsWith(project.toRealPath())) {
                return new Content.Outside();
            }
            if (!Files.isRegularFile(file)) {
                return new Content.Unreadable("it is not a file");
            }
            try (var in = Files.newInputStream(file)) {
                return new Content.Bytes(in.readNBytes(YamlText.MAX_BYTES + 1));
            }
        } catch (IOException | InvalidPathException e) {
            return new Content.Unreadable(e.getClass().getSimpleName());
        }
    }
}
