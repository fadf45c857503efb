package org.cairn.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Sha256;

/// Where the scrubbing of a vault is. It is beside the vault and not in it, because objects of a
/// vault never change; when it is lost, or cannot be read, scrubbing starts over.
final class ScrubCursor {
    private static final String FIRST_LINE = "where cairn repo scrub is in ";
    private static final int LINES = 4;
    private static final int NAME_DIGITS = 16;

    private final Path file;
    private final String location;

    /// @param after the last object that was read; empty when a round is complete
    /// @param began when the round did
    /// @param last when objects were read the last time
    record Place(Optional<String> after, Instant began, Instant last) {}

    ScrubCursor(Path folder, String location) {
        String name = Sha256.of(location.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hex();
        this.file = folder.resolve(name.substring(0, NAME_DIGITS));
        this.location = location;
    }

    Optional<Place> read() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        List<String> lines = ProjectFiles.read(file).lines().toList();
        if (lines.size() != LINES || !lines.getFirst().equals(FIRST_LINE + location)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Place(
                            Optional.of(lines.get(1)).filter(after -> !after.isEmpty()),
                            Instant.parse(lines.get(2)),
                            Instant.parse(lines.get(3))));
        } catch (DateTimeException _) {
            // Cut by a power failure; it is only a hint.
            return Optional.empty();
        }
    }

    void write(Place place) {
        ProjectFiles.write(
                file,
                "%s%s\n%s\n%s\n%s\n"
                        .formatted(
                                FIRST_LINE,
                                location,
                                place.after().orElse(""),
                                place.began(),
                                place.last()));
    }
}
