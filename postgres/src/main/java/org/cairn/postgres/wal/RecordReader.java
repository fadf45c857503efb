package org.cairn.postgres.wal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.cairn.kernel.Lsn;

/// Reads one record at a position, over as many pages as it has, and checks it. Keeps only the
/// beginning of what somebody may ask for. Confined to one thread.
///
/// A record is a header of 24 bytes (`XLogRecord`), then short headers of its parts, then their
/// content, of which the main data come last.
final class RecordReader {
    /// How reading went.
    enum Outcome {
        RECORD,
        /// No whole and right record is here.
        END,
        /// A record began here and was given up; WAL goes on at [#end].
        GIVEN_UP
    }

    static final int RM_XLOG = 0;
    static final int RM_XACT = 1;

    private static final int HEADER_BYTES = 24;
    private static final int CRC_AT = 20;
    // PostgreSQL allocates a record in one piece, which its allocator limits to this.
    private static final long LONGEST = (1 << 30) - 1;
    private static final int KEPT_BYTES = 1 << 16;
    private static final int ALIGNMENT = 8;
    private static final int MAIN_SHORT = 255;
    private static final int MAIN_LONG = 254;
    private static final int ORIGIN = 253;
    private static final int TOPLEVEL_XID = 252;

    private final WalPages pages;
    private final CRC32C crc = new CRC32C();
    private final byte[] field = new byte[Long.BYTES];
    private byte[] kept = new byte[512];
    private int keptLength;
    private int keepAtMost;
    // Of records whose main data are of no interest.
    private int keepOfOthers = HEADER_BYTES;
    private long done;
    private long total;
    private long start;
    private long end;
    private long mainOffset;
    private long mainLength;

    RecordReader(WalPages pages) {
        this.pages = pages;
    }

    /// Keeps from now on enough of every record to tell which blocks it names.
    void keepReferences() {
        keepOfOthers = BlockReferences.MOST_BYTES;
    }

    /// Tells of the blocks that the record names, and of what it does to files of relations.
    /// Returns false when it is not as records are known to be. Needs [#keepReferences] before the
    /// record.
    boolean tellChanges(BlockSink sink) {
        return BlockReferences.tell(kept, keptLength, total, sink)
                && StorageChanges.tell(this, sink);
    }

    /// Reads the record at a position, which may be the beginning of a page.
    Outcome read(long at) {
        if (!moveToStart(at) || pages.available(start) < Integer.BYTES) {
            return Outcome.END;
        }
        total = LittleEndian.uint32(pages.bytes(), pages.indexOf(start));
        if (total < HEADER_BYTES || total > LONGEST) {
            return Outcome.END;
        }
        crc.reset();
        done = 0;
        keptLength = 0;
        keepAtMost = HEADER_BYTES;
        Outcome outcome = readAll();
        if (outcome != Outcome.RECORD) {
            return outcome;
        }
        crc.update(kept, 0, CRC_AT);
        if ((int) crc.getValue() != LittleEndian.int32(kept, CRC_AT)) {
            return Outcome.END;
        }
        locateMain();
        return Outcome.RECORD;
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    int xid() {
        return LittleEndian.int32(kept, 4);
    }

    long previous() {
        return LittleEndian.int64(kept, 8);
    }

    int info() {
        return kept[16] & 0xFF;
    }

    int resourceManager() {
        return kept[17] & 0xFF;
    }

    /// How long the main data are; 0 when they are not of interest.
    long mainLength() {
        return mainLength;
    }

    /// The main data, or nothing when they are longer than what is kept.
    byte[] main() {
        return mainOffset + mainLength <= keptLength
                ? Arrays.copyOfRange(kept, (int) mainOffset, (int) (mainOffset + mainLength))
                : new byte[0];
    }

    int mainInt32(long offset) {
        return LittleEndian.int32(main(offset, Integer.BYTES), fieldIndex(offset, Integer.BYTES));
    }

    long mainInt64(long offset) {
        return LittleEndian.int64(main(offset, Long.BYTES), fieldIndex(offset, Long.BYTES));
    }

    /// What makes the record one with another byte in its main data, which are kept whole, and with
    /// the checksum of that.
    List<WalPatch> withMainByte(int offset, byte value) {
        int index = (int) mainOffset + offset;
        byte[] changed = Arrays.copyOf(kept, keptLength);
        changed[index] = value;
        crc.reset();
        crc.update(changed, HEADER_BYTES, keptLength - HEADER_BYTES);
        crc.update(changed, 0, CRC_AT);
        List<WalPatch> patches = new ArrayList<>();
        patches.add(new WalPatch(new Lsn(positionOf(index)), value));
        for (int i = 0; i < Integer.BYTES; i++) {
            byte ofChecksum = (byte) (crc.getValue() >> (Byte.SIZE * i));
            patches.add(new WalPatch(new Lsn(positionOf(CRC_AT + i)), ofChecksum));
        }
        return patches;
    }

    private boolean isOfInterest() {
        return resourceManager() <= RM_XACT
                || resourceManager() == TablespaceCreation.RM_TABLESPACE
                || resourceManager() == StorageChanges.RM_DBASE;
    }

    /// Steps over the header of a page and sets [#start]; the page may be in the middle of a
    /// record.
    private boolean moveToStart(long at) {
        if (!pages.load(at)) {
            return false;
        }
        long page = WalPages.pageStart(at);
        long content = page + pages.header().length();
        start = at == page ? content : at;
        return start >= content && !(start == content && pages.header().continuesRecord());
    }

    private Outcome readAll() {
        long position = start;
        while (true) {
            int chunk = (int) Math.min(total - done, pages.room(position));
            if (pages.available(position) < chunk) {
                return Outcome.END;
            }
            take(pages.indexOf(position), chunk);
            position += chunk;
            if (done == total) {
                break;
            }
            if (!pages.load(position)) {
                return Outcome.END;
            }
            WalPageHeader page = pages.header();
            if (page.overwritesRecord() && !page.continuesRecord()) {
                end = position;
                return Outcome.GIVEN_UP;
            }
            if (!page.continuesRecord() || page.remainder() != total - done) {
                return Outcome.END;
            }
            position += page.length();
        }
        end = aligned(position);
        return pages.available(position) < end - position ? Outcome.END : Outcome.RECORD;
    }

    static long aligned(long position) {
        return (position + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /// Takes some bytes of the record: the header is kept for last, the rest goes into the
    /// checksum.
    private void take(int index, int count) {
        int ofHeader = Math.clamp(HEADER_BYTES - done, 0, count);
        if (ofHeader > 0) {
            keep(index, ofHeader);
            if (keptLength == HEADER_BYTES) {
                keepAtMost = (int) Math.min(total, isOfInterest() ? KEPT_BYTES : keepOfOthers);
            }
        }
        crc.update(pages.bytes(), index + ofHeader, count - ofHeader);
        keep(index + ofHeader, Math.min(count - ofHeader, keepAtMost - keptLength));
        done += count;
    }

    private void keep(int index, int count) {
        if (count <= 0) {
            return;
        }
        if (keptLength + count > kept.length) {
            // Only for bytes that have arrived: a length that lies costs nothing.
            kept = Arrays.copyOf(kept, Math.min(KEPT_BYTES, 2 * (keptLength + count)));
        }
        System.arraycopy(pages.bytes(), index, kept, keptLength, count);
        keptLength += count;
    }

    /// Finds the main data of a record that has no parts about pages, as those that we look into.
    private void locateMain() {
        mainOffset = 0;
        mainLength = 0;
        int at = HEADER_BYTES;
        while (at + 5 < keptLength || (at + 1 < keptLength && total == keptLength)) {
            switch (kept[at] & 0xFF) {
                case ORIGIN -> at += 3;
                case TOPLEVEL_XID -> at += 5;
                case MAIN_SHORT -> {
                    setMain(at + 2, kept[at + 1] & 0xFF);
                    return;
                }
                case MAIN_LONG -> {
                    if (at + 5 <= keptLength) {
                        setMain(at + 5, LittleEndian.uint32(kept, at + 1));
                    }
                    return;
                }
                default -> {
                    return;
                }
            }
        }
    }

    private void setMain(int offset, long length) {
        if (offset + length == total) {
            mainOffset = offset;
            mainLength = length;
        }
    }

    /// The array that holds a field of the main data: what is kept, or else what is read again.
    private byte[] main(long offset, int count) {
        if (isKept(offset, count)) {
            return kept;
        }
        Arrays.fill(field, (byte) 0);
        for (int i = 0; i < count; i++) {
            long position = positionOf(mainOffset + offset + i);
            if (pages.load(position) && pages.available(position) > 0) {
                field[i] = pages.bytes()[pages.indexOf(position)];
            }
        }
        return field;
    }

    private int fieldIndex(long offset, int count) {
        return isKept(offset, count) ? (int) (mainOffset + offset) : 0;
    }

    private boolean isKept(long offset, int count) {
        return mainOffset + offset + count <= keptLength;
    }

    /// Where in WAL a byte of the record is: pages have headers, of which the record knows nothing.
    private long positionOf(long offset) {
        long position = start;
        long left = offset;
        long page = WalPages.pageStart(start);
        while (left >= page + WalPageHeader.PAGE_BYTES - position) {
            left -= page + WalPageHeader.PAGE_BYTES - position;
            page += WalPageHeader.PAGE_BYTES;
            position = pages.contentStart(page);
        }
        return position + left;
    }
}
