package org.cairn.vault.snapshot;

import java.time.Instant;
import java.util.List;

/// One file or folder of a server as it was read.
///
/// @param path below the data directory, `/` between its parts; a tablespace is under
///   `pg_tblspc/<oid>`
/// @param sizeBytes as it was read, which is what its frames make
/// @param mode the last twelve bits of its mode, such as 0600
/// @param modified kept to the microsecond
/// @param frames its bytes in order; none for a folder and an empty file
public record SnapshotFile(
        Kind kind,
        String path,
        long sizeBytes,
        int mode,
        Instant modified,
        List<StoredFrame> frames) {
    /// What a file is; the order is that of the numbers in a file table, from 1.
    public enum Kind {
        DIRECTORY,
        FILE,
        /// A file of pages that carry checksums when the server's do.
        RELATION,
        /// `global/pg_control`, which is written last when a server is restored.
        CONTROL
    }

    /// The most frames of one file: 128 GiB in frames of 128 KiB.
    public static final int MAX_FRAMES = 1 << 20;

    public SnapshotFile {
        SnapshotPath.require(path);
        frames = List.copyOf(frames);
        long sum = frames.stream().mapToLong(StoredFrame::plainBytes).sum();
        if (sum != sizeBytes || frames.size() > MAX_FRAMES) {
            throw new IllegalArgumentException(
                    "%d frames of %d bytes for '%s' of %d"
                            .formatted(frames.size(), sum, path, sizeBytes));
        }
        if (mode < 0 || mode > 07777 || (kind == Kind.DIRECTORY && sizeBytes != 0)) {
            throw new IllegalArgumentException("'%s' is no %s".formatted(path, kind));
        }
    }
}
