package org.cairn.cli;

import java.util.Optional;
import org.cairn.vault.snapshot.FileSource;
import org.cairn.vault.snapshot.SnapshotContent.ReadFrom;
import org.cairn.vault.snapshot.SnapshotFigures;
import org.jspecify.annotations.Nullable;

/// Says where the files of a backup were read, where that is known.
final class FileSources {
    private FileSources() {}

    static @Nullable String name(SnapshotFigures figures) {
        return figures.readFrom().map(ReadFrom::source).map(FileSource::text).orElse(null);
    }

    static @Nullable String reason(SnapshotFigures figures) {
        return figures.readFrom().map(ReadFrom::reason).orElse(null);
    }

    /// For people.
    static Optional<String> text(SnapshotFigures figures) {
        return figures.readFrom()
                .map(from ->
                        switch (from.source()) {
                            case LOCAL -> "the data directory: " + from.reason();
                            case SQL -> "SQL, without access to files: " + from.reason();
                        });
    }
}
