package org.cairn.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compares a text with a committed file; `-Dgolden=update` writes the file instead.
public final class GoldenFile {
    private GoldenFile() {}

    public static Path folder() {
        return Path.of(System.getProperty("basedir", ""), "src", "test", "golden");
    }

    /// The folder of the whole repository.
    public static Path root() {
        return Path.of(System.getProperty("cairn.root", Path.of("..").toString()));
    }

    public static void matches(Path file, String actual) throws IOException {
        if ("update".equals(System.getProperty("golden"))) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, actual);
            return;
        }
        assertThat(file).as("run with -Dgolden=update to write it").exists();
        assertThat(actual)
                .as("%s; run with -Dgolden=update and review the diff", file)
                .isEqualTo(Files.readString(file));
    }
}
