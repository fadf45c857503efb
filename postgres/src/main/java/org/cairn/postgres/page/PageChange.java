package org.cairn.postgres.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.cairn.kernel.Lsn;

/// Tells pages that have changed since an earlier backup, the base, by the position in their
/// header. Safe for any thread; allocates nothing.
///
/// # The rule
///
/// Let R be the redo position of the checkpoint with which the base began. A page of a main fork,
/// as it is read now, **has changed iff its position is R or later, or before the first position
/// that a server can have** (1 MiB: WAL begins with segment 1, and a segment has at least that).
/// The second half takes in pages of zeros, pages that `initdb` wrote (position 0/28), and those of
/// an index being built (GiST marks them with 1 until they are logged).
///
/// # The proof
///
/// *Claim*: if the page read now has a position L with 1 MiB <= L < R, then the base's copy of it
/// is the same page, save for hints.
///
/// 1. A change that the WAL keeps sets the position to the end of its record, under the page's
///    lock, before the page can be written. Ends of records only grow; so while a relation lives,
///    the position of a page only grows, also on disk and over crash recovery, which ends where the
///    WAL does.
/// 2. So the last kept change of the page read now ended at L, and there was none since.
/// 3. Its record ended before R, so it was inserted before the checkpoint took R as its redo
///    position, and the page had been marked dirty before that. Hence the checkpoint wrote it. The
///    base's copying began after the checkpoint was complete. (L = R is such a record too and is
///    called changed only for simplicity.)
/// 4. So from before the base's copying until now the page on disk had the content of L: that is
///    what the base copied, and what is read now. A copy torn by a write is ruled out by the
///    checksum; where a page is written while it is read now, and that is not merely a hint, a
///    record of this backup's own WAL restores the whole page, whatever is under it.
///
/// *What is not kept by the WAL* and so moves no position: free space maps and bits cleared in
/// visibility maps, which is why these forks are whole; hints (harmless to lose, and logged with a
/// position after each checkpoint when the server has checksums); and the mark "all visible" on a
/// heap page, which is harmful to lose and moves the position only on servers with checksums or
/// `wal_log_hints`. `nextval` without WAL changes a sequence only after a record since the last
/// redo position, hence later than R. Where the claim needs more than this (one life of the
/// relation, one history of the server, no other hand on the files), `change.Soundness` and
/// `change.PositionScan` refuse what is not given.
///
/// A position garbled on the disk can look old: judge the checksum of each page as well.
public final class PageChange {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST_POSITION = 1 << 20;

    // How many positions, from the first on, say "not changed": one comparison does for both ends.
    private final long unchanged;

    private PageChange(long unchanged) {
        this.unchanged = unchanged;
    }

    /// Changes since a base that began with that redo position.
    public static PageChange since(Lsn redo) {
        if (redo.bytes() < FIRST_POSITION) {
            throw new IllegalArgumentException("no server has a checkpoint at " + redo);
        }
        return new PageChange(redo.bytes() - FIRST_POSITION);
    }

    /// Whether the page of a main fork that begins at `offset` has changed.
    public boolean isChanged(byte[] bytes, int offset) {
        // Two halves of 32 bits, the high one first, each little-endian.
        long position = Long.rotateLeft((long) LONGS.get(bytes, offset), Integer.SIZE);
        return Long.compareUnsigned(position - FIRST_POSITION, unchanged) >= 0;
    }

    /// Writes the numbers of the changed pages, ascending from 0 for the page at `offset`, into
    /// `changed` and gives how many they are.
    ///
    /// @param changed has room for `pages` numbers; what it has beyond those given is arbitrary
    public int find(byte[] bytes, int offset, int pages, int[] changed) {
        int found = 0;
        for (int page = 0; page < pages; page++) {
            // Written in any case and kept or not: a branch here would be guessed wrong half of
            // the time.
            changed[found] = page;
            found += isChanged(bytes, offset + page * PageCheck.PAGE_BYTES) ? 1 : 0;
        }
        return found;
    }
}
