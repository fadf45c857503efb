package org.cairn.postgres.wal;

import org.cairn.kernel.Lsn;

/// Whoever has bytes of WAL, contiguous from some position on: a journal, files of `pg_wal`,
/// objects of the vault.
@FunctionalInterface
public interface WalSource {
    /// Copies the bytes from a position on. Gives fewer than asked only where the bytes end, and 0
    /// or less where there are none.
    int read(Lsn at, byte[] target, int offset, int length);
}
