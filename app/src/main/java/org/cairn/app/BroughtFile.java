package org.cairn.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.collect.fetch.FetchProblems;
import org.cairn.collect.fetch.WebFiles;
import org.cairn.collect.fetch.http.Downloads;
import org.cairn.collect.fetch.http.Downloads.Outcome;
import org.cairn.collect.fetch.http.PoliteWeb;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.SourceSpec;

/// A source's file from the web, in a folder that is gone when this is closed: for a look that
/// leaves nothing behind.
final class BroughtFile implements AutoCloseable {
    private final Path folder;
    private final Path file;

    /// Problems: those of the web.
    BroughtFile(Path scratch, PoliteWeb web, SourceSpec source) {
        try {
            Files.createDirectories(scratch);
            folder = Files.createTempDirectory(scratch, "try-");
        } catch (IOException e) {
            throw unwritable(scratch, e);
        }
        boolean whole = false;
        try {
            file = folder.resolve(WebFiles.fileName(source));
            bring(web, source);
            whole = true;
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    private void bring(PoliteWeb web, SourceSpec source) {
        var downloads = new Downloads(web, folder);
        try (Outcome outcome =
                downloads.bring(WebFiles.request(source), source.web().download(), (_, _) -> {})) {
            if (outcome instanceof Outcome.Brought brought) {
                // Decoders and answers call a file by its name.
                Files.move(brought.file(), file);
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    Path file() {
        return file;
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : List.copyOf(all.sorted(Comparator.reverseOrder()).toList())) {
                Files.deleteIfExists(path);
            }
        } catch (IOException _) {
            // Scratch is swept by hand at worst.
        }
    }

    private static ProblemException unwritable(Path folder, IOException e) {
        return FetchProblems.SOURCE_FILE_UNREADABLE
                .says("the file from the web cannot be put into %s", folder)
                .what("%s", e)
                .kept("nothing was stored or changed")
                .remedy("Make the folder writable for the user that runs Cairn, then try again.")
                .asException(e);
    }
}
