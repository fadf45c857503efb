package org.cairn.postgres.wal;

import org.cairn.kernel.Lsn;

/// One byte of WAL that a copy is given instead of what was written.
public record WalPatch(Lsn at, byte value) {}
