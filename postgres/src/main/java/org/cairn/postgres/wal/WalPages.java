package org.cairn.postgres.wal;

import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.jspecify.annotations.Nullable;

/// A look at the pages of a source, one at a time, through a window that is read ahead. Confined to
/// one thread.
final class WalPages {
    private static final int WINDOW_BYTES = 16 * WalPageHeader.PAGE_BYTES;

    private final WalSource source;
    private final SegmentSize segmentSize;
    private final byte[] window = new byte[WINDOW_BYTES];
    private long windowStart;
    private int windowLength;
    private long pageStart;
    // Of the page of which we know that it fits; null when there is none.
    private @Nullable WalPageHeader header;
    private @Nullable WalPageHeader latest;
    private Optional<WalPageHeader.Identity> server = Optional.empty();

    WalPages(WalSource source, SegmentSize segmentSize) {
        this.source = source;
        this.segmentSize = segmentSize;
    }

    /// Moves to the page with that position; no when its header is not there or not right.
    boolean load(long position) {
        long wanted = pageStart(position);
        if (header != null && wanted == pageStart) {
            return true;
        }
        header = null;
        pageStart = wanted;
        if (wanted < windowStart || wanted >= windowStart + windowLength) {
            fill(wanted);
        }
        header =
                WalPageHeader.parse(window, indexOf(wanted), available(wanted))
                        .filter(found -> found.fits(pageStart, segmentSize))
                        .filter(this::follows)
                        .orElse(null);
        if (header == null) {
            return false;
        }
        if (latest == null || header.address().compareTo(latest.address()) > 0) {
            latest = header;
            server = server.or(header::identity);
        }
        return true;
    }

    /// Forgets what was read: the source may have more by now.
    void forget() {
        header = null;
        windowLength = 0;
    }

    WalPageHeader header() {
        if (header == null) {
            throw new IllegalStateException("no page is loaded");
        }
        return header;
    }

    /// Of the server that wrote the pages, of which one must have been loaded.
    int majorVersion() {
        if (latest == null) {
            throw new IllegalStateException("no page was loaded");
        }
        return latest.majorVersion();
    }

    /// Moves to the page with that position, which may have no header: the byte is there.
    boolean isThere(long position) {
        load(position);
        return available(position) > 0;
    }

    /// How many bytes of the page, loaded or not, are there from a position on.
    int available(long position) {
        long end = Math.min(windowStart + windowLength, pageStart + WalPageHeader.PAGE_BYTES);
        return (int) Math.max(0, end - position);
    }

    /// How many bytes the loaded page has room for from a position on, there or not.
    int room(long position) {
        return (int) (pageStart + WalPageHeader.PAGE_BYTES - position);
    }

    /// The page, loaded or not, has nothing but zeros from a position on.
    boolean isEmptyFrom(long position) {
        int to = indexOf(position) + available(position);
        for (int i = indexOf(position); i < to; i++) {
            if (window[i] != 0) {
                return false;
            }
        }
        return true;
    }

    byte[] bytes() {
        return window;
    }

    int indexOf(long position) {
        return (int) (position - windowStart);
    }

    /// Where the content of a page begins, whether it is loaded or not.
    long contentStart(long page) {
        return page
                + (segmentSize.isBoundary(new Lsn(page))
                        ? WalPageHeader.LONG_BYTES
                        : WalPageHeader.SHORT_BYTES);
    }

    static long pageStart(long position) {
        return position & -(long) WalPageHeader.PAGE_BYTES;
    }

    private void fill(long start) {
        windowStart = start;
        int count = source.read(new Lsn(start), window, 0, WINDOW_BYTES);
        windowLength = Math.clamp(count, 0, WINDOW_BYTES);
    }

    /// Timelines only grow, and one stream of WAL is of one server.
    private boolean follows(WalPageHeader page) {
        return latest == null
                || page.address().compareTo(latest.address()) <= 0
                || (page.timeline() >= latest.timeline()
                        && page.majorVersion() == latest.majorVersion()
                        && (page.identity().isEmpty()
                                || server.isEmpty()
                                || page.identity().equals(server)));
    }
}
