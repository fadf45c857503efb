package org.cairn.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Sha256;

/// What became of copying a vault to one place. It is beside the vault and not in it; when it is
/// lost, or cannot be read, the copy counts as never made, and copying finds out what is there.
final class CopyRecord {
    private static final String FIRST_LINE = "what cairn repo replicate did for ";
    private static final int LINES = 4;
    private static final int NAME_DIGITS = 16;

    private final Path file;
    private final String location;

    /// @param begun when it was tried last
    /// @param whole when the copy was last seen to have all of it
    /// @param text how the last attempt ended; one line
    record Entry(Instant begun, Optional<Instant> whole, String text) {}

    CopyRecord(Path folder, String location) {
        String name = Sha256.of(location.getBytes(StandardCharsets.UTF_8)).hex();
        this.file = folder.resolve(name.substring(0, NAME_DIGITS));
        this.location = location;
    }

    Optional<Entry> read() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        List<String> lines = ProjectFiles.read(file).lines().toList();
        if (lines.size() != LINES || !lines.getFirst().equals(FIRST_LINE + location)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Entry(
                            Instant.parse(lines.get(1)),
                            Optional.of(lines.get(2))
                                    .filter(whole -> !whole.isEmpty())
                                    .map(Instant::parse),
                            lines.get(3)));
        } catch (DateTimeException _) {
            // Cut by a power failure; it is only for people and for when to begin next.
            return Optional.empty();
        }
    }

    /// Notes an attempt; the last one that was whole is not forgotten.
    void write(Instant begun, boolean isWhole, String text) {
        Optional<Instant> whole = isWhole ? Optional.of(begun) : read().flatMap(Entry::whole);
        ProjectFiles.write(
                file,
                "%s%s\n%s\n%s\n%s\n"
                        .formatted(
                                FIRST_LINE,
                                location,
                                begun,
                                whole.map(Instant::toString).orElse(""),
                                text.replaceAll("\\R", " ")));
    }
}
