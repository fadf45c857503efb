package org.cairn.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The source tree on disk.
///
/// @param root the folder with the root pom
record Tree(Path root) {
    private static final Pattern MODULE = Pattern.compile("<module>([a-z]+)</module>");

    /// The tree this test runs in.
    static Tree ours() {
        // An IDE starts tests in the module's folder.
        return new Tree(
                Path.of(System.getProperty("cairn.root", "..")).toAbsolutePath().normalize());
    }

    /// The names of the modules in the order of the root pom.
    List<String> modules() {
        return MODULE.matcher(read(root.resolve("pom.xml")))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /// Every Java file of the modules: main and test.
    List<Path> javaFiles() {
        return modules().stream()
                .flatMap(module -> files(root.resolve(module).resolve("src"), ".java").stream())
                .toList();
    }

    /// Every Markdown file that is part of the project.
    List<Path> markdownFiles() {
        return files(root, ".md");
    }

    /// The test reports of every module that has run its tests.
    List<Path> testReports() {
        return modules().stream()
                .map(module -> root.resolve(module).resolve("target/surefire-reports"))
                .flatMap(folder -> listed(folder).stream())
                .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                .toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> listed(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> isOurs(folder.relativize(file)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Hidden folders (.git, .runtime, .cairn) and target hold what machines made.
    private static boolean isOurs(Path relative) {
        for (Path part : relative) {
            String name = part.toString();
            if (name.equals("target") || name.startsWith(".")) {
                return false;
            }
        }
        return true;
    }
}
