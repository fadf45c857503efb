package org.cairn.vault.snapshot;

import java.util.Optional;

/// What can be told of the content of a snapshot.
public sealed interface SnapshotFigures permits SnapshotContent {
    /// How it was found out what has changed.
    Changes changes();

    /// The label of the snapshot that it was compared with.
    Optional<String> base();

    /// A clause that says why there was no better way to find changes; may be empty.
    String reason();

    /// Where the files were read; not known of snapshots of an earlier Cairn.
    Optional<SnapshotContent.ReadFrom> readFrom();

    /// How many there are, with folders.
    long files();

    /// Of all files together.
    long logicalBytes();

    /// That were read from the server.
    long readBytes();

    /// Of the packs that were written for it, and not of the file table.
    long storedBytes();
}
