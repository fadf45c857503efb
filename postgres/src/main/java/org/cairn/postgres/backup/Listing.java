package org.cairn.postgres.backup;

import java.util.List;

/// What a backup takes from a data directory.
///
/// @param files by path, directories before what they hold
/// @param leftOut sentences about what is not taken and is not PostgreSQL's own to leave out
public record Listing(List<DataFile> files, List<String> leftOut) {
    public Listing {
        files = List.copyOf(files);
        leftOut = List.copyOf(leftOut);
    }

    public long totalBytes() {
        return files.stream().filter(DataFile::isFile).mapToLong(DataFile::sizeBytes).sum();
    }
}
