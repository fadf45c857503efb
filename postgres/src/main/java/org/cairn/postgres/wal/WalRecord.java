package org.cairn.postgres.wal;

import java.util.Optional;
import org.cairn.kernel.Lsn;

/// One record of WAL that is whole and right.
///
/// @param start where it begins
/// @param end where the next one may begin; after a switch of segments, the next segment
/// @param xid of the transaction that wrote it, unsigned; 0 for none
/// @param resourceManager which part of PostgreSQL wrote it: 0 is WAL itself, 1 transactions, 5
///   tablespaces
/// @param info what the record is, in the words of its resource manager
/// @param mainData of resource managers 0, 1 and 5 while not longer than 64 KiB, else empty
/// @param transactionEnd there when it ends a transaction
/// @param tablespaceCreation there when it creates a tablespace
public record WalRecord(
        Lsn start,
        Lsn end,
        int xid,
        int resourceManager,
        int info,
        byte[] mainData,
        Optional<TransactionEnd> transactionEnd,
        Optional<TablespaceCreation> tablespaceCreation) {}
