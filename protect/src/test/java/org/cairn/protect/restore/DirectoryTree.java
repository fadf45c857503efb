package org.cairn.protect.restore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Every file of a directory by its path, with its mode and a hash of all its bytes; links are
/// followed.
final class DirectoryTree {
    private DirectoryTree() {}

    static Map<String, String> of(Path data) {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : all.toList()) {
                tree.put(data.relativize(path).toString(), look(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tree;
    }

    private static String look(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return "folder";
        }
        try {
            byte[] bytes = Files.readAllBytes(path);
            return "%s %d %s"
                    .formatted(
                            Files.getPosixFilePermissions(path),
                            bytes.length,
                            HexFormat.of()
                                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
