package org.cairn.postgres.backup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.PostgresProblems;

/// The names below a data directory, as [DirectoryWalk] looks at them. Paths are relative, with
/// `/`; the directory itself is the empty path. Confined to one thread.
interface FileTree {
    /// The names in a directory, in order; none when it is gone.
    List<String> names(String directory);

    /// Looks at a name that [#names] gave; nothing when it is gone.
    Optional<Look> look(String path);

    /// Looks at what a path leads to, through links; nothing when it is gone.
    Optional<Look> follow(String path);

    /// Where a link points.
    String target(String path);

    /// Where a tablespace lies; nothing when it is gone. Problems: `tablespace-inside-data`.
    Optional<String> location(String path, ServerFacts.Tablespace tablespace);

    /// What a name is.
    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        OTHER
    }

    /// What is known of one path.
    ///
    /// @param rights the lowest nine bits of the mode
    record Look(Kind kind, long size, int rights, Instant modified) {}

    /// The problem of a tablespace that would be taken twice.
    static ProblemException inside(String path, Object location) {
        return PostgresProblems.TABLESPACE_INSIDE_DATA
                .says("a tablespace lies inside the data directory")
                .what("%s is in %s", path, location)
                .kept("nothing was stored")
                .remedy("Move its tables to a tablespace elsewhere and drop it.")
                .with("path", location)
                .asException();
    }
}
