package org.cairn.collect.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.kernel.Steps;
import org.cairn.vault.Vault;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.key.VaultAccess;

/// A folder with a vault of its own that is gone when this is closed. Confined to one thread.
final class Workbench implements AutoCloseable {
    private final Path folder;
    private final Bench means;
    private final DocumentArchive archive;

    /// Problem: `recording-unwritable`.
    Workbench(Bench means) {
        this.means = means;
        try {
            Files.createDirectories(means.scratch());
            this.folder = Files.createTempDirectory(means.scratch(), "replay-");
        } catch (IOException e) {
            throw RecordingProblems.unwritable(means.scratch(), e);
        }
        this.archive =
                Vault.openOrCreate(
                                new VaultLocation.Folder(folder.resolve("vault")),
                                VaultAccess.CLEAR,
                                means.clock(),
                                Steps.NONE)
                        .documents();
    }

    Bench means() {
        return means;
    }

    DocumentArchive archive() {
        return archive;
    }

    Path downloads() {
        return folder.resolve("downloads");
    }

    @Override
    public void close() {
        remove(folder);
    }

    /// Removes a folder with all that is in it, as far as it can be.
    static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : List.copyOf(all.sorted(Comparator.reverseOrder()).toList())) {
                Files.deleteIfExists(path);
            }
        } catch (IOException _) {
            // Scratch is swept by hand at worst.
        }
    }
}
