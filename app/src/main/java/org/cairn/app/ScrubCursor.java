package org.cairn.app;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where the scrubbing of a vault is. It is beside the vault and not in it, because objects of a
/// vault never change; when it is lost, or cannot be read, scrubbing starts over.
final class ScrubCursor {
    private static final String FIRST_LINE = "where cairn repo scrub is in ";

    private final PlaceNote note;

    /// @param after the last object that was read; empty when a round is complete
    /// @param began when the round did
    /// @param last when objects were read the last time
    record Place(Optional<String> after, Instant began, Instant last) {}

    ScrubCursor(Path folder, String location) {
        this.note = new PlaceNote(folder, FIRST_LINE, location);
    }

    Optional<Place> read() {
        return note.read().flatMap(ScrubCursor::parsed);
    }

    private static Optional<Place> parsed(List<String> lines) {
        try {
            return Optional.of(
                    new Place(
                            Optional.of(lines.get(0)).filter(after -> !after.isEmpty()),
                            Instant.parse(lines.get(1)),
                            Instant.parse(lines.get(2))));
        } catch (DateTimeException _) {
            // Cut by a power failure; it is only a hint.
            return Optional.empty();
        }
    }

    void write(Place place) {
        note.write(place.after().orElse(""), place.began().toString(), place.last().toString());
    }
}
