package org.cairn.postgres.wal;

import java.util.Optional;
import org.cairn.kernel.Lsn;

/// Reads the records of WAL one after the other and finds where valid WAL ends. Confined to one
/// thread.
///
/// A record is given only when all of it is there, its checksum is right and it names the record
/// before it. Where that is not so, valid WAL ends: the log was torn, or goes on later. Whoever has
/// got more bytes may ask the same scanner again; it goes on at [#position], which reads a long
/// record that was incomplete from its beginning.
///
/// Needs 128 KiB for its window and at most 64 KiB for what it keeps of a record, however long.
public final class WalScanner {
    private static final int INFO_OF_MANAGER = 0xF0;
    private static final int XLOG_SWITCH = 0x40;
    // xl_parameter_change of PostgreSQL 15 to 18: five numbers, then the level.
    private static final int XLOG_PARAMETER_CHANGE = 0x60;
    private static final int WAL_LEVEL_AT = 20;
    private static final int WAL_LEVEL_MINIMAL = 0;
    private static final long UNKNOWN = -1;

    private final WalPages pages;
    private final RecordReader record;
    private final SegmentSize segmentSize;
    private final long from;
    private boolean begun;
    private long position;
    // Where to look for the next record: further than the position when the empty rest of a segment
    // that was switched is not there yet.
    private long next;
    private long previous = UNKNOWN;

    /// Begins with the first record that starts at or after a position; the source has the page
    /// with that position from its beginning on.
    public WalScanner(WalSource source, SegmentSize segmentSize, Lsn from) {
        this.pages = new WalPages(source, segmentSize);
        this.record = new RecordReader(pages);
        this.segmentSize = segmentSize;
        this.from = from.bytes();
        this.position = this.from;
    }

    /// The next record; empty where valid WAL ends.
    public Optional<WalRecord> next() {
        return step() ? Optional.of(record()) : Optional.empty();
    }

    /// The next record that ends a transaction; steps over all others, which is the fast way. Empty
    /// where valid WAL ends.
    public Optional<TransactionEnd> nextTransactionEnd() {
        while (step()) {
            Optional<TransactionEnd> found = transactionEnd();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// Tells what the records change that start before a position, and gives where it came to: that
    /// position or one behind it when all of them were read. It stops earlier where valid WAL ends,
    /// where a record is of a kind that is not known, and where the server no longer logged all
    /// that it changed (`wal_level` minimal). To be asked before anything else.
    public Lsn readChanges(Lsn until, BlockSink sink) {
        record.keepReferences();
        while (next < until.bytes()) {
            if (!step()) {
                return position();
            }
            if (record.start() >= until.bytes()) {
                break;
            }
            if (logsLess() || !record.tellChanges(sink)) {
                return new Lsn(record.start());
            }
        }
        return new Lsn(Math.max(next, from));
    }

    private boolean logsLess() {
        return record.resourceManager() == RecordReader.RM_XLOG
                && (record.info() & INFO_OF_MANAGER) == XLOG_PARAMETER_CHANGE
                && record.mainInt32(WAL_LEVEL_AT) == WAL_LEVEL_MINIMAL;
    }

    /// Reads on to where valid WAL ends and gives that position.
    public Lsn findEnd() {
        while (step()) {
            // Each step moves the position.
        }
        return position();
    }

    /// Behind the last record that was read: up to here WAL is there and valid. After a switch of
    /// segments that is the next segment, if the empty rest of this one is there.
    public Lsn position() {
        return new Lsn(Math.max(position, from));
    }

    private WalRecord record() {
        // First, because it may move to other pages.
        byte[] mainData = record.main();
        return new WalRecord(
                new Lsn(record.start()),
                new Lsn(next),
                record.xid(),
                record.resourceManager(),
                record.info(),
                mainData,
                transactionEnd(),
                TablespaceCreation.of(record));
    }

    private Optional<TransactionEnd> transactionEnd() {
        return record.resourceManager() == RecordReader.RM_XACT
                ? TransactionEnd.of(record, pages.majorVersion())
                : Optional.empty();
    }

    private boolean step() {
        if (!begun && !begin()) {
            pages.forget();
            return false;
        }
        do {
            if (!readValid()) {
                pages.forget();
                passRestOfSegment();
                return false;
            }
            previous = record.start();
            position = record.end();
            next = isSwitch() ? endOfSegment() : position;
            passRestOfSegment();
        } while (record.start() < from);
        return true;
    }

    private void passRestOfSegment() {
        if (position < next && pages.isThere(next - 1)) {
            position = next;
        }
    }

    /// Finds the first record on the page with `from`, or on a later one when a record that began
    /// earlier covers the whole page.
    private boolean begin() {
        for (long page = WalPages.pageStart(from); pages.load(page); ) {
            WalPageHeader header = pages.header();
            long content = page + header.length();
            long ofEarlier =
                    header.continuesRecord() ? RecordReader.aligned(header.remainder()) : 0;
            if (ofEarlier < pages.room(content)) {
                beginAt(ofEarlier == 0 ? page : content + ofEarlier, content + ofEarlier);
                return begun;
            }
            page += WalPageHeader.PAGE_BYTES;
        }
        return beginBehindSwitch();
    }

    /// The server leaves out the headers too of the pages that a switch of segments leaves empty
    /// (`CopyXLogRecordToWAL` of xlog.c): then the first record is in the next segment.
    private boolean beginBehindSwitch() {
        long page = WalPages.pageStart(from);
        if (!pages.isThere(page + WalPageHeader.PAGE_BYTES - 1) || !pages.isEmptyFrom(page)) {
            return false;
        }
        position = from;
        next = segmentSize.endOf(new Lsn(page)).bytes();
        begun = pages.load(next);
        return begun;
    }

    /// Begins at a position, or in the next segment when this one is empty from there on: then it
    /// was switched, or the rest has not come yet, and who asks again begins anew.
    private void beginAt(long first, long firstByte) {
        // The rest of an earlier record may be cut off: then nothing is known to be valid yet.
        long page = WalPages.pageStart(firstByte);
        boolean earlierIsThere = pages.available(page) >= firstByte - page;
        position = earlierIsThere ? first : from;
        next = first;
        begun = !pages.isEmptyFrom(firstByte);
        long segment = segmentSize.endOf(new Lsn(firstByte)).bytes();
        if (!begun && pages.load(segment)) {
            next = segment;
            begun = true;
        }
    }

    private boolean readValid() {
        long at = next;
        while (true) {
            switch (record.read(at)) {
                case END -> {
                    return false;
                }
                case GIVEN_UP -> at = record.end();
                case RECORD -> {
                    return previous == UNKNOWN
                            ? record.previous() < record.start()
                            : record.previous() == previous;
                }
            }
        }
    }

    private boolean isSwitch() {
        return record.resourceManager() == RecordReader.RM_XLOG
                && (record.info() & INFO_OF_MANAGER) == XLOG_SWITCH;
    }

    /// Nothing follows a switch in its segment.
    private long endOfSegment() {
        Lsn last = new Lsn(record.end());
        return segmentSize.isBoundary(last) ? last.bytes() : segmentSize.endOf(last).bytes();
    }
}
