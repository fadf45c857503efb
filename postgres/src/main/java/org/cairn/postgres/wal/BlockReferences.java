package org.cairn.postgres.wal;

/// The blocks that a record names, out of the short headers at its beginning (`access/xlogrecord.h`
/// of PostgreSQL 15 to 18; walked as `DecodeXLogRecord` of xlogreader.c walks them).
///
/// A header is `id`, then for a block: fork and flags, the length of its data, the header of a page
/// image if there is one, the relation unless it is that of the block before, and the number of the
/// block.
final class BlockReferences {
    /// All headers of a record are within so many bytes: 33 blocks of at most 27 bytes, and what
    /// else may come before the main data.
    static final int MOST_BYTES = 1024;

    private static final int FIRST_AT = 24;
    private static final int LAST_BLOCK = 32;
    private static final int TOPLEVEL_XID = 252;
    private static final int ORIGIN = 253;
    private static final int MAIN_LONG = 254;
    private static final int MAIN_SHORT = 255;

    private static final int FORK = 0x0F;
    private static final int HAS_IMAGE = 0x10;
    private static final int SAME_RELATION = 0x80;
    private static final int HAS_HOLE = 0x01;
    private static final int COMPRESSED = 0x04 | 0x08 | 0x10;
    private static final int LAST_FORK = 3;

    private final byte[] bytes;
    private final int length;
    private final long total;
    private int at = FIRST_AT;
    // Where the relation of the block before stands.
    private int relationAt = -1;
    // What the headers so far say about the bytes behind them.
    private long content;

    private BlockReferences(byte[] bytes, int length, long total) {
        this.bytes = bytes;
        this.length = length;
        this.total = total;
    }

    /// Tells of all blocks. Returns false when the headers are not as they are known to be: then
    /// some may have been told and others not.
    ///
    /// @param bytes the beginning of the record, of which `length` are there
    /// @param total how long the record is
    static boolean tell(byte[] bytes, int length, long total, BlockSink sink) {
        return new BlockReferences(bytes, length, total).tell(sink);
    }

    private boolean tell(BlockSink sink) {
        // As soon as the content fills the rest of the record there are no more headers.
        while (total - at > content) {
            if (at >= length) {
                return false;
            }
            int id = bytes[at] & 0xFF;
            boolean known = id <= LAST_BLOCK ? tellBlock(sink) : passOther(id);
            if (!known) {
                return false;
            }
        }
        return total - at == content;
    }

    private boolean tellBlock(BlockSink sink) {
        if (at + 4 > length) {
            return false;
        }
        int flags = bytes[at + 1] & 0xFF;
        content += LittleEndian.uint16(bytes, at + 2);
        at += 4;
        if ((flags & HAS_IMAGE) != 0 && !passImage()) {
            return false;
        }
        if ((flags & SAME_RELATION) == 0) {
            relationAt = at;
            at += 12;
        }
        if (relationAt < 0 || at + 4 > length || (flags & FORK) > LAST_FORK) {
            return false;
        }
        sink.touched(
                LittleEndian.uint32(bytes, relationAt),
                LittleEndian.uint32(bytes, relationAt + 4),
                LittleEndian.uint32(bytes, relationAt + 8),
                flags & FORK,
                LittleEndian.uint32(bytes, at));
        at += 4;
        return true;
    }

    private boolean passOther(int id) {
        switch (id) {
            case ORIGIN -> at += 3;
            case TOPLEVEL_XID -> at += 5;
            case MAIN_SHORT -> {
                if (at + 2 > length) {
                    return false;
                }
                content += bytes[at + 1] & 0xFF;
                at += 2;
            }
            case MAIN_LONG -> {
                if (at + 5 > length) {
                    return false;
                }
                content += LittleEndian.uint32(bytes, at + 1);
                at += 5;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean passImage() {
        if (at + 5 > length) {
            return false;
        }
        content += LittleEndian.uint16(bytes, at);
        int info = bytes[at + 4] & 0xFF;
        at += (info & COMPRESSED) != 0 && (info & HAS_HOLE) != 0 ? 7 : 5;
        return true;
    }
}
