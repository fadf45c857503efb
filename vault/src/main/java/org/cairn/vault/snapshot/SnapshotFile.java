package org.cairn.vault.snapshot;

import java.time.Instant;

/// One file or folder of a server as it was read.
///
/// @param path below the data directory, `/` between its parts; a tablespace is under
///   `pg_tblspc/<oid>`
/// @param mode the last twelve bits of its mode, such as 0600
/// @param modified kept to the microsecond
/// @param pieces its bytes in order; none for a folder and an empty file
public record SnapshotFile(Kind kind, String path, int mode, Instant modified, Pieces pieces) {
    /// What a file is; the order is that of the numbers in a file table, from 1.
    public enum Kind {
        DIRECTORY,
        FILE,
        /// A file of pages that carry checksums when the server's do.
        RELATION,
        /// `global/pg_control`, which is written last when a server is restored.
        CONTROL
    }

    /// The most bytes of one file.
    public static final long MAX_BYTES = 1L << 40;

    public SnapshotFile {
        SnapshotPath.require(path);
        if (pieces.bytes() > MAX_BYTES) {
            throw new IllegalArgumentException("'%s' has %d bytes".formatted(path, pieces.bytes()));
        }
        if (mode < 0 || mode > 07777 || (kind == Kind.DIRECTORY && pieces.bytes() != 0)) {
            throw new IllegalArgumentException("'%s' is no %s".formatted(path, kind));
        }
    }

    /// How long it was when it was read.
    public long sizeBytes() {
        return pieces.bytes();
    }
}
