package org.cairn.collect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cairn.kernel.RunNumber;

/// The folders of runs below a project's scratch folder. A run removes its own when it ends; those
/// of killed runs are swept by the next run.
final class ScratchFolders {
    private static final Pattern OF_RUN = Pattern.compile("run-([1-9]\\d{0,17})");

    private final Path scratch;

    ScratchFolders(Path scratch) {
        this.scratch = scratch;
    }

    Path of(RunNumber run) {
        return scratch.resolve("run-" + run);
    }

    /// Removes what a run has left, on whatever way it ended: on a full disk its files are the
    /// first that have to go.
    void remove(RunNumber run) {
        try {
            remove(of(run));
        } catch (IOException _) {
            // The next run sweeps.
        }
    }

    /// Removes the folders of all runs but those that are alive.
    void sweep(Set<RunNumber> alive) {
        if (!Files.isDirectory(scratch)) {
            return;
        }
        try (Stream<Path> folders = Files.list(scratch)) {
            for (Path folder : folders.toList()) {
                Matcher name = OF_RUN.matcher(folder.getFileName().toString());
                if (name.matches()
                        && !alive.contains(new RunNumber(Long.parseLong(name.group(1))))) {
                    remove(folder);
                }
            }
        } catch (IOException _) {
            // Tidying may wait: whoever needs the folder says what is wrong with it.
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> tree;
        try (Stream<Path> walk = Files.walk(folder)) {
            tree = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : tree) {
            Files.deleteIfExists(path);
        }
    }
}
