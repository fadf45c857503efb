package org.cairn.protect.restore;

import java.nio.file.Path;
import java.util.List;

/// What a restore over a directory changed there, or would change.
///
/// @param same files that are as they should be
/// @param rewritten files of which pages differ, the first 100 by name
/// @param created files that were missing, or had to be made anew
/// @param removed what only the directory has, and only PostgreSQL makes
/// @param setAside what only the directory has and nobody else may have: it was moved to `aside`
/// @param left what is not PostgreSQL's and stays as it is
/// @param bytes how much of what
public record Delta(
        long same,
        Paths rewritten,
        Paths created,
        Paths removed,
        Paths setAside,
        Paths left,
        Path aside,
        Bytes bytes) {
    /// Some paths of the directory.
    ///
    /// @param first at most 100, in the order of their names
    public record Paths(long count, List<String> first) {
        public Paths {
            first = List.copyOf(first);
        }
    }

    /// How many bytes.
    ///
    /// @param compared that were read in the directory
    /// @param fetched that came out of the vault, unpacked
    /// @param written that were not what they should be
    public record Bytes(long compared, long fetched, long written) {}

    public boolean changesNothing() {
        return rewritten.count() + created.count() + removed.count() + setAside.count() == 0;
    }
}
