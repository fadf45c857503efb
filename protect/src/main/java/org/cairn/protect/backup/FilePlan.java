package org.cairn.protect.backup;

import java.util.BitSet;
import org.cairn.vault.snapshot.SnapshotFile;
import org.jspecify.annotations.Nullable;

/// What a backup does with one file. Numbers of blocks count from the start of the file.
sealed interface FilePlan {
    /// Read all, and compare it by its id with what the base has at the same place.
    ///
    /// @param base the file as it was, if it was there
    record Whole(@Nullable SnapshotFile base) implements FilePlan {}

    /// Read nothing: it is as it was.
    record Same(SnapshotFile base) implements FilePlan {}

    /// Read some blocks and take the others from the base.
    ///
    /// @param read the blocks to read; not changed any more
    record Blocks(SnapshotFile base, BitSet read) implements FilePlan {}

    /// Read all, and take from the base the pages whose position says that they are as they were.
    ///
    /// @param blocks so many may be told by their position; those behind are not in the base
    /// @param changed blocks that count as changed whatever they say; not changed any more
    record ByPosition(SnapshotFile base, int blocks, BitSet changed) implements FilePlan {}
}
