package org.cairn.protect.backup;

import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.cairn.postgres.backup.BackupFiles.OpenFile;
import org.cairn.postgres.backup.DataFile;
import org.cairn.postgres.page.PageCheck;
import org.cairn.postgres.page.PageVerdict;
import org.cairn.vault.snapshot.BadPages.BadPage;

/// Looks at the checksum of every page that was read, and again at the page when it does not fit.
///
/// The server writes while we read, so that a page may be half old and half new. Such a page is
/// whole a moment later, or differs at least: then the WAL of the backup holds all of it. A page
/// that stays as it is and stays wrong is a suspect. Safe for any thread.
final class PageGuard {
    private static final int LOOKS = 5;
    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    // When very many pages are bad, waiting for each would take days and help none.
    private static final int PATIENCE = 200;

    private final SuspectPages suspects;
    private final boolean enabled;
    private final AtomicInteger waits = new AtomicInteger();

    PageGuard(SuspectPages suspects, boolean enabled) {
        this.suspects = suspects;
        this.enabled = enabled;
    }

    /// Judges the whole pages of a range that was read. A page that was being written is replaced
    /// by what it is now.
    ///
    /// @param unsound gets the pages, from the start of the range, that are not sound in the end:
    ///   what they say of themselves may not be believed
    void look(DataFile file, OpenFile open, PageRange range, BitSet unsound) {
        if (!enabled || !file.pages()) {
            return;
        }
        for (int at = 0; at + PageCheck.PAGE_BYTES <= range.length(); at += PageCheck.PAGE_BYTES) {
            long position = range.position() + at;
            int block = file.firstBlock() + (int) (position / PageCheck.PAGE_BYTES);
            int offset = range.offset() + at;
            if (PageCheck.judge(range.bytes(), offset, block) instanceof PageVerdict.Bad
                    && !lookAgain(new Page(file, open, position, block), range.bytes(), offset)) {
                unsound.set(at / PageCheck.PAGE_BYTES);
            }
        }
    }

    /// One page and where to read it.
    private record Page(DataFile file, OpenFile open, long position, int block) {}

    /// Whether it was sound in the end.
    private boolean lookAgain(Page page, byte[] buffer, int at) {
        byte[] now = new byte[PageCheck.PAGE_BYTES];
        boolean changed = false;
        for (int look = 0; look < LOOKS; look++) {
            pause(look);
            if (read(page, now) < now.length) {
                // Cut off or removed meanwhile, and the WAL says so.
                return false;
            }
            changed |= !Arrays.equals(now, 0, now.length, buffer, at, at + PageCheck.PAGE_BYTES);
            System.arraycopy(now, 0, buffer, at, now.length);
            if (!(PageCheck.judge(now, 0, page.block()) instanceof PageVerdict.Bad)) {
                return true;
            }
        }
        if (!changed && PageCheck.judge(now, 0, page.block()) instanceof PageVerdict.Bad bad) {
            suspects.add(
                    new BadPage(
                            page.file().path(),
                            Integer.toUnsignedLong(page.block()),
                            bad.expected(),
                            bad.found()),
                    PageCheck.lsn(now, 0));
        }
        return false;
    }

    private static int read(Page page, byte[] now) {
        try {
            return page.open().read(now, 0, page.position(), now.length);
        } catch (NoSuchFileException _) {
            return 0;
        }
    }

    private void pause(int look) {
        if (waits.get() < PATIENCE * LOOKS) {
            waits.incrementAndGet();
            LockSupport.parkNanos(FIRST_PAUSE_NANOS << look);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while looking at a page again");
        }
    }
}
