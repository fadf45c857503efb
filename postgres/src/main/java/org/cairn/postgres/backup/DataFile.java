package org.cairn.postgres.backup;

import java.time.Instant;

/// One file or directory that a backup takes, as it was when it was listed.
///
/// @param path relative to the data directory, with `/`; inside a tablespace it begins with
///   `pg_tblspc/<oid>/`
/// @param sizeBytes more is never read: what is appended later is in the WAL
/// @param mode the lowest nine bits of the rights
/// @param pages whether it consists of pages of a relation, which carry checksums where the server
///   makes them
/// @param firstBlock the number in the relation of its first page, as an unsigned number
public record DataFile(
        String path,
        Kind kind,
        long sizeBytes,
        int mode,
        Instant modified,
        boolean pages,
        int firstBlock) {
    /// What it is.
    public enum Kind {
        FILE,
        DIRECTORY
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }
}
