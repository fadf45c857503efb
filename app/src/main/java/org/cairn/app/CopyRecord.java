package org.cairn.app;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What became of copying a vault to one place. It is beside the vault and not in it; when it is
/// lost, or cannot be read, the copy counts as never made, and copying finds out what is there.
final class CopyRecord {
    private static final String FIRST_LINE = "what cairn repo replicate did for ";

    private final PlaceNote note;

    /// @param begun when it was tried last
    /// @param whole when the copy was last seen to have all of it
    /// @param text how the last attempt ended; one line
    record Entry(Instant begun, Optional<Instant> whole, String text) {}

    CopyRecord(Path folder, String location) {
        this.note = new PlaceNote(folder, FIRST_LINE, location);
    }

    Optional<Entry> read() {
        return note.read().flatMap(CopyRecord::parsed);
    }

    private static Optional<Entry> parsed(List<String> lines) {
        try {
            return Optional.of(
                    new Entry(
                            Instant.parse(lines.get(0)),
                            Optional.of(lines.get(1))
                                    .filter(whole -> !whole.isEmpty())
                                    .map(Instant::parse),
                            lines.get(2)));
        } catch (DateTimeException _) {
            // Cut by a power failure; it is only for people and for when to begin next.
            return Optional.empty();
        }
    }

    /// Notes an attempt; the last one that was whole is not forgotten.
    void write(Instant begun, boolean isWhole, String text) {
        Optional<Instant> whole = isWhole ? Optional.of(begun) : read().flatMap(Entry::whole);
        note.write(
                begun.toString(),
                whole.map(Instant::toString).orElse(""),
                text.replaceAll("\\R", " "));
    }
}
