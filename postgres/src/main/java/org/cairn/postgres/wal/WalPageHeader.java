package org.cairn.postgres.wal;

import java.util.Optional;
import org.cairn.kernel.Lsn;

/// What stands at the beginning of each page of WAL (`XLogPageHeaderData`).
///
/// @param majorVersion of the server that wrote it, told by the page's magic number
/// @param timeline as a number, because bytes may say anything
/// @param address where the page says that it belongs; other than its place in a recycled file
/// @param flags `XLP_…`
/// @param remainder how many bytes of a record that began earlier follow, 0 for none
/// @param identity there only on the first page of a segment
public record WalPageHeader(
        int majorVersion,
        long timeline,
        Lsn address,
        int flags,
        long remainder,
        Optional<Identity> identity) {
    /// The first page of a segment says to which server it belongs.
    ///
    /// @param systemIdentifier unsigned, as PostgreSQL prints it
    public record Identity(String systemIdentifier, long segmentBytes, long pageBytes) {}

    /// Pages of every stock build.
    public static final int PAGE_BYTES = 8192;

    static final int SHORT_BYTES = 24;
    static final int LONG_BYTES = 40;

    private static final int CONTINUES = 0x0001;
    private static final int LONG = 0x0002;
    private static final int OVERWRITES = 0x0008;
    private static final int ALL_FLAGS = 0x000F;

    /// Reads a header; empty when it is none of PostgreSQL 15 to 18, or cut short.
    public static Optional<WalPageHeader> parse(byte[] bytes, int offset, int length) {
        if (length < SHORT_BYTES) {
            return Optional.empty();
        }
        int major = majorVersion(LittleEndian.uint16(bytes, offset));
        int flags = LittleEndian.uint16(bytes, offset + 2);
        long address = LittleEndian.int64(bytes, offset + 8);
        if (major == 0
                || (flags & ~ALL_FLAGS) != 0
                || address < 0
                || ((flags & LONG) != 0 && length < LONG_BYTES)) {
            return Optional.empty();
        }
        return Optional.of(
                new WalPageHeader(
                        major,
                        LittleEndian.uint32(bytes, offset + 4),
                        new Lsn(address),
                        flags,
                        LittleEndian.uint32(bytes, offset + 16),
                        (flags & LONG) == 0
                                ? Optional.empty()
                                : Optional.of(identity(bytes, offset + SHORT_BYTES))));
    }

    /// How long the header is.
    public int length() {
        return identity.isPresent() ? LONG_BYTES : SHORT_BYTES;
    }

    /// The page goes on with a record that began on an earlier one.
    boolean continuesRecord() {
        return (flags & CONTINUES) != 0;
    }

    /// The record that an earlier page began was given up, by a server that crashed while it wrote
    /// it.
    boolean overwritesRecord() {
        return (flags & OVERWRITES) != 0;
    }

    /// The page is what belongs to that position of WAL in segments of that size.
    boolean fits(long position, SegmentSize segmentSize) {
        boolean first = segmentSize.isBoundary(new Lsn(position));
        return address.bytes() == position
                && identity.isPresent() == first
                && (!continuesRecord() || remainder > 0)
                && identity.map(i ->
                                i.segmentBytes() == segmentSize.bytes()
                                        && i.pageBytes() == PAGE_BYTES)
                        .orElse(true);
    }

    private static Identity identity(byte[] bytes, int offset) {
        return new Identity(
                Long.toUnsignedString(LittleEndian.int64(bytes, offset)),
                LittleEndian.uint32(bytes, offset + 8),
                LittleEndian.uint32(bytes, offset + 12));
    }

    /// `XLOG_PAGE_MAGIC` changes with each major version in which the format does.
    private static int majorVersion(int magic) {
        return switch (magic) {
            case 0xD110 -> 15;
            case 0xD113 -> 16;
            case 0xD116 -> 17;
            case 0xD118 -> 18;
            default -> 0;
        };
    }
}
