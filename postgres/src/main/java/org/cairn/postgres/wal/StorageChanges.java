package org.cairn.postgres.wal;

/// What records say about the files of relations as a whole, for which they name no block:
/// PostgreSQL's own list (`SummarizeDbaseRecord`, `SummarizeSmgrRecord` and `SummarizeXactRecord`
/// of postmaster/walsummarizer.c), with the records as 15 to 18 have them.
final class StorageChanges {
    static final int RM_SMGR = 2;
    static final int RM_DBASE = 4;

    private static final int OPERATION = 0xF0;
    private static final int SMGR_CREATE = 0x10;
    private static final int SMGR_TRUNCATE = 0x20;
    private static final int CUTS_MAIN = 0x0001;
    private static final int CUTS_VISIBILITY = 0x0002;
    private static final int DBASE_CREATE_FILE_COPY = 0x00;
    private static final int DBASE_CREATE_WAL_LOG = 0x10;
    private static final int DBASE_DROP = 0x20;

    private static final int MAIN = 0;
    private static final int VISIBILITY = 2;
    private static final int LAST_FORK = 3;
    private static final int RELATION_BYTES = 12;

    private StorageChanges() {}

    /// Tells of what a record cuts, makes or drops. Returns false when it is not as such records
    /// are known to be: then some may have been told and others not.
    static boolean tell(RecordReader record, BlockSink sink) {
        return switch (record.resourceManager()) {
            case RecordReader.RM_XACT -> ofTransaction(record, sink);
            case RM_SMGR -> ofStorage(record, sink);
            case RM_DBASE -> ofDatabase(record, sink);
            default -> true;
        };
    }

    private static boolean ofStorage(RecordReader record, BlockSink sink) {
        switch (record.info() & OPERATION) {
            case SMGR_CREATE -> {
                int fork = record.mainInt32(RELATION_BYTES);
                if (record.mainLength() < 16 || fork < MAIN || fork > LAST_FORK) {
                    return false;
                }
                cut(record, 0, fork, 0, sink);
            }
            case SMGR_TRUNCATE -> {
                if (record.mainLength() < 20) {
                    return false;
                }
                int flags = record.mainInt32(16);
                if ((flags & CUTS_MAIN) != 0) {
                    cut(record, 4, MAIN, Integer.toUnsignedLong(record.mainInt32(0)), sink);
                }
                if ((flags & CUTS_VISIBILITY) != 0) {
                    // Its own length is not said; nothing of it is believed.
                    cut(record, 4, VISIBILITY, 0, sink);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean ofDatabase(RecordReader record, BlockSink sink) {
        if (record.mainLength() < 8) {
            return false;
        }
        long database = Integer.toUnsignedLong(record.mainInt32(0));
        switch (record.info() & OPERATION) {
            case DBASE_CREATE_FILE_COPY, DBASE_CREATE_WAL_LOG ->
                    sink.cut(Integer.toUnsignedLong(record.mainInt32(4)), database, 0, MAIN, 0);
            case DBASE_DROP -> {
                long count = Integer.toUnsignedLong(record.mainInt32(4));
                if (8 + 4 * count > record.mainLength()) {
                    return false;
                }
                for (long i = 0; i < count; i++) {
                    long tablespace = Integer.toUnsignedLong(record.mainInt32(8 + 4 * i));
                    sink.cut(tablespace, database, 0, MAIN, 0);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /// The relations that the end of a transaction drops.
    private static boolean ofTransaction(RecordReader record, BlockSink sink) {
        long at = TransactionEnd.droppedAt(record);
        if (at < 0) {
            return true;
        }
        long count = Integer.toUnsignedLong(record.mainInt32(at));
        if (at + Integer.BYTES + count * RELATION_BYTES > record.mainLength()) {
            return false;
        }
        for (long i = 0; i < count; i++) {
            for (int fork = MAIN; fork <= LAST_FORK; fork++) {
                cut(record, at + Integer.BYTES + i * RELATION_BYTES, fork, 0, sink);
            }
        }
        return true;
    }

    private static void cut(RecordReader record, long at, int fork, long blocks, BlockSink sink) {
        sink.cut(
                Integer.toUnsignedLong(record.mainInt32(at)),
                Integer.toUnsignedLong(record.mainInt32(at + 4)),
                Integer.toUnsignedLong(record.mainInt32(at + 8)),
                fork,
                blocks);
    }
}
