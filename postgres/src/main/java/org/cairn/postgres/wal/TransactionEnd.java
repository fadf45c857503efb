package org.cairn.postgres.wal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.cairn.kernel.Lsn;

/// That a transaction was committed or aborted, as WAL says it.
///
/// @param start where the record begins
/// @param end where the next record may begin; WAL that reaches here has the transaction
/// @param xid of the top transaction, unsigned; for a prepared one, the xid that it had
/// @param at by the clock of the server
public record TransactionEnd(Lsn start, Lsn end, int xid, Kind kind, Instant at) {
    public enum Kind {
        COMMIT,
        ABORT
    }

    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final int OPERATION = 0x70;
    private static final int COMMIT = 0x00;
    private static final int ABORT = 0x20;
    private static final int COMMIT_PREPARED = 0x30;
    private static final int ABORT_PREPARED = 0x40;
    private static final int HAS_INFO = 0x80;

    // Flags of xl_xact_xinfo, in the order in which their parts follow.
    private static final int HAS_DATABASE = 1;
    private static final int HAS_SUBTRANSACTIONS = 1 << 1;
    private static final int HAS_RELATIONS = 1 << 2;
    private static final int HAS_DROPPED_STATISTICS = 1 << 8;
    private static final int HAS_INVALIDATIONS = 1 << 3;
    private static final int HAS_TWO_PHASE = 1 << 4;

    private static final int RELATION_BYTES = 12;
    private static final int INVALIDATION_BYTES = 16;

    /// Reads what a record of the transaction manager says; empty when it does not end a
    /// transaction.
    static Optional<TransactionEnd> of(RecordReader record, int majorVersion) {
        Kind kind =
                switch (record.info() & OPERATION) {
                    case COMMIT, COMMIT_PREPARED -> Kind.COMMIT;
                    case ABORT, ABORT_PREPARED -> Kind.ABORT;
                    default -> null;
                };
        if (kind == null || record.mainLength() < Long.BYTES) {
            return Optional.empty();
        }
        boolean prepared = (record.info() & OPERATION) >= COMMIT_PREPARED;
        int xid = prepared ? twoPhaseXid(record, majorVersion) : record.xid();
        return Optional.of(
                new TransactionEnd(
                        new Lsn(record.start()),
                        new Lsn(record.end()),
                        xid,
                        kind,
                        POSTGRES_EPOCH.plus(record.mainInt64(0), ChronoUnit.MICROS)));
    }

    /// Steps over all that comes before the xid of a prepared transaction (`ParseCommitRecord`); 0
    /// when it is not there.
    private static int twoPhaseXid(RecordReader record, int majorVersion) {
        long at = Long.BYTES;
        if ((record.info() & HAS_INFO) == 0 || record.mainLength() < at + Integer.BYTES) {
            return 0;
        }
        int flags = record.mainInt32(at);
        at += Integer.BYTES;
        if ((flags & HAS_DATABASE) != 0) {
            at += 2 * Integer.BYTES;
        }
        at = afterList(record, at, flags & HAS_SUBTRANSACTIONS, Integer.BYTES);
        at = afterList(record, at, flags & HAS_RELATIONS, RELATION_BYTES);
        at = afterList(record, at, flags & HAS_DROPPED_STATISTICS, majorVersion < 18 ? 12 : 16);
        at = afterList(record, at, flags & HAS_INVALIDATIONS, INVALIDATION_BYTES);
        boolean there = (flags & HAS_TWO_PHASE) != 0 && at + Integer.BYTES <= record.mainLength();
        return there ? record.mainInt32(at) : 0;
    }

    /// Where the list of the relations that it drops is in the main data: their number, then each
    /// of them. Negative when the record does not end a transaction or drops none.
    static long droppedAt(RecordReader record) {
        boolean ends =
                switch (record.info() & OPERATION) {
                    case COMMIT, ABORT, COMMIT_PREPARED, ABORT_PREPARED -> true;
                    default -> false;
                };
        long at = Long.BYTES;
        if (!ends || (record.info() & HAS_INFO) == 0 || record.mainLength() < at + Integer.BYTES) {
            return -1;
        }
        int flags = record.mainInt32(at);
        if ((flags & HAS_RELATIONS) == 0) {
            return -1;
        }
        at += Integer.BYTES;
        if ((flags & HAS_DATABASE) != 0) {
            at += 2 * Integer.BYTES;
        }
        return afterList(record, at, flags & HAS_SUBTRANSACTIONS, Integer.BYTES);
    }

    private static long afterList(RecordReader record, long at, int flag, int itemBytes) {
        if (flag == 0 || at + Integer.BYTES > record.mainLength()) {
            return at;
        }
        long count = record.mainInt32(at) & 0xFFFFFFFFL;
        return at + Integer.BYTES + count * itemBytes;
    }
}
