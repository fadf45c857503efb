package org.cairn.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Sha256;

/// Three lines that are remembered about a vault's place, in a file beside the vault and not in it.
/// What cannot be read counts as nothing remembered.
final class PlaceNote {
    private static final int LINES = 4;
    private static final int NAME_DIGITS = 16;

    private final Path file;
    private final String firstLine;

    /// @param what the file says of itself, before the location
    PlaceNote(Path folder, String what, String location) {
        String name = Sha256.of(location.getBytes(StandardCharsets.UTF_8)).hex();
        this.file = folder.resolve(name.substring(0, NAME_DIGITS));
        this.firstLine = what + location;
    }

    /// The three lines.
    Optional<List<String>> read() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        List<String> lines = ProjectFiles.read(file).lines().toList();
        return lines.size() == LINES && lines.getFirst().equals(firstLine)
                ? Optional.of(lines.subList(1, LINES))
                : Optional.empty();
    }

    void write(String first, String second, String third) {
        ProjectFiles.write(file, String.join("\n", firstLine, first, second, third) + "\n");
    }
}
