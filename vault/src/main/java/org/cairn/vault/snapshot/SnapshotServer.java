package org.cairn.vault.snapshot;

import org.cairn.vault.server.ServerRecord;

/// The server that a snapshot was taken of; a restored one needs programs that fit.
///
/// @param systemIdentifier as PostgreSQL prints it
/// @param major of its version, such as 18
/// @param version in full, as the server says it
/// @param controlVersion of the layout of pg_control
/// @param catalogVersion of the system catalogue
/// @param blockBytes of a page
/// @param segmentBytes of a file of WAL
/// @param checksums whether its pages carry checksums
public record SnapshotServer(
        String systemIdentifier,
        int major,
        String version,
        int controlVersion,
        int catalogVersion,
        int blockBytes,
        int segmentBytes,
        boolean checksums) {
    public SnapshotServer {
        ServerRecord.requireIdentifier(systemIdentifier);
        if (major < 1 || blockBytes < 1 || segmentBytes < 1) {
            throw new IllegalArgumentException("not a server: major version " + major);
        }
    }
}
