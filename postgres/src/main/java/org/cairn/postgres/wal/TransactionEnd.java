package org.cairn.postgres.wal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.jspecify.annotations.Nullable;

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
        Kind kind = kind(record);
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
        long at = afterSubtransactions(record);
        if (at < 0) {
            return 0;
        }
        int flags = flags(record);
        at = afterList(record, at, flags & HAS_RELATIONS, RELATION_BYTES);
        at = afterList(record, at, flags & HAS_DROPPED_STATISTICS, majorVersion < 18 ? 12 : 16);
        at = afterList(record, at, flags & HAS_INVALIDATIONS, INVALIDATION_BYTES);
        boolean there = (flags & HAS_TWO_PHASE) != 0 && at + Integer.BYTES <= record.mainLength();
        return there ? record.mainInt32(at) : 0;
    }

    /// Where the list of the relations that it drops is in the main data: their number, then each
    /// of them. Negative when the record does not end a transaction or drops none.
    static long droppedAt(RecordReader record) {
        long at = kind(record) == null ? -1 : afterSubtransactions(record);
        return at >= 0 && (flags(record) & HAS_RELATIONS) != 0 ? at : -1;
    }

    /// How it ends a transaction; null when it does not.
    private static @Nullable Kind kind(RecordReader record) {
        return switch (record.info() & OPERATION) {
            case COMMIT, COMMIT_PREPARED -> Kind.COMMIT;
            case ABORT, ABORT_PREPARED -> Kind.ABORT;
            default -> null;
        };
    }

    /// Where the list behind that of the subtransactions would begin; negative when the record says
    /// nothing beyond the time.
    private static long afterSubtransactions(RecordReader record) {
        long at = Long.BYTES + Integer.BYTES;
        if ((record.info() & HAS_INFO) == 0 || record.mainLength() < at) {
            return -1;
        }
        int flags = flags(record);
        if ((flags & HAS_DATABASE) != 0) {
            at += 2 * Integer.BYTES;
        }
        return afterList(record, at, flags & HAS_SUBTRANSACTIONS, Integer.BYTES);
    }

    private static int flags(RecordReader record) {
        return record.mainInt32(Long.BYTES);
    }

    private static long afterList(RecordReader record, long at, int flag, int itemBytes) {
        if (flag == 0 || at + Integer.BYTES > record.mainLength()) {
            return at;
        }
        long count = record.mainInt32(at) & 0xFFFFFFFFL;
        return at + Integer.BYTES + count * itemBytes;
    }
}
