package org.cairn.protect.backup;

import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.backup.BackupFiles;
import org.cairn.postgres.backup.BackupFiles.OpenFile;
import org.cairn.postgres.backup.BackupFiles.Range;
import org.cairn.postgres.backup.DataFile;
import org.cairn.postgres.page.PageChange;
import org.cairn.postgres.page.PageCheck;
import org.cairn.vault.snapshot.BaseFiles;
import org.cairn.vault.snapshot.Pieces;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotLane;
import org.cairn.vault.snapshot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/// Reads portions of files as their plans say and stores what is new by one lane. Confined to the
/// lane's thread.
///
/// Never reads past the size that was listed: what was appended since is in the WAL.
final class PortionReader {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int PAGE = PageCheck.PAGE_BYTES;
    // Pages before the first position that a server gives out: initdb made them, or nobody yet.
    private static final Lsn FIRST_POSITION = new Lsn(1 << 20);

    private final BackupFiles.Reader reader;
    private final PageGuard guard;
    private final CaptureProgress progress;
    private final Pace.Reader pace;
    private final SnapshotWriter writer;
    private final @Nullable BaseFiles base;
    private final @Nullable PageChange change;
    private final SnapshotLane lane;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final byte[] gathered = new byte[Extents.GATHERED_BYTES];
    private final BitSet unsound = new BitSet();
    private final BitSet changed = new BitSet();

    PortionReader(
            CaptureSource source,
            BackupFiles.Reader reader,
            SnapshotWriter writer,
            SnapshotLane lane) {
        this.reader = reader;
        this.guard = source.guard();
        this.progress = source.progress();
        this.pace = source.pace().reader();
        this.base = source.changes().base();
        this.change = source.changes().pages();
        this.writer = writer;
        this.lane = lane;
    }

    /// What became of a portion.
    sealed interface Outcome {
        /// Its pieces; fewer bytes than wanted when the file has become shorter.
        ///
        /// @param read bytes from the server
        /// @param shared bytes that were taken from the base
        record Stored(Pieces pieces, long read, long shared) implements Outcome {}

        /// The file is gone.
        record Vanished() implements Outcome {}
    }

    /// Problems: `data-directory-unreadable` and those of the store.
    Outcome read(DataFile file, FilePlan plan, Portion portion) {
        try (OpenFile open = reader.open(file)) {
            return new Reading(file, open, portion, extents(plan)).read(plan);
        } catch (NoSuchFileException _) {
            return new Outcome.Vanished();
        }
    }

    /// Says what will be read next, in this order.
    void expect(List<Range> ranges) {
        reader.expect(ranges);
    }

    /// Tells what of a portion will be read, as far as that is known beforehand.
    static void expect(DataFile file, FilePlan plan, Portion portion, List<Range> ranges) {
        long end = portion.offset() + portion.lengthBytes();
        int step = plan instanceof FilePlan.Blocks ? Extents.EXTENT_BYTES : BUFFER_BYTES;
        for (long position = portion.offset(); position < end; position += step) {
            int length = (int) Math.min(step, end - position);
            if (plan instanceof FilePlan.Blocks(_, BitSet read)) {
                expectRuns(file, read, new Range(file, position, length), ranges);
            } else {
                ranges.add(new Range(file, position, length));
            }
        }
    }

    private static void expectRuns(DataFile file, BitSet read, Range extent, List<Range> ranges) {
        int first = (int) (extent.position() / PAGE);
        int end = first + Math.ceilDiv(extent.length(), PAGE);
        for (int page = read.nextSetBit(first); page >= 0 && page < end; ) {
            int next = Math.min(end, read.nextClearBit(page));
            int from = (page - first) * PAGE;
            int to = Math.min(extent.length(), (next - first) * PAGE);
            ranges.add(new Range(file, extent.position() + from, to - from));
            page = read.nextSetBit(next);
        }
    }

    private Extents extents(FilePlan plan) {
        SnapshotFile old =
                switch (plan) {
                    case FilePlan.Whole(SnapshotFile was) -> was;
                    case FilePlan.Same(SnapshotFile was) -> was;
                    case FilePlan.Blocks(SnapshotFile was, _) -> was;
                    case FilePlan.ByPosition(SnapshotFile was, _, _) -> was;
                };
        return new Extents(
                lane, writer.pieces(), base, old == null ? null : old.pieces(), gathered);
    }

    /// One portion under way.
    private final class Reading {
        private final DataFile file;
        private final OpenFile open;
        private final Portion portion;
        private final Extents extents;
        private long readBytes;

        Reading(DataFile file, OpenFile open, Portion portion, Extents extents) {
            this.file = file;
            this.open = open;
            this.portion = portion;
            this.extents = extents;
        }

        Outcome read(FilePlan plan) throws NoSuchFileException {
            switch (plan) {
                case FilePlan.Blocks blocks -> readBlocks(blocks);
                case FilePlan.ByPosition byPosition -> readAll(byPosition);
                case FilePlan.Whole _, FilePlan.Same _ -> readAll(null);
            }
            return new Outcome.Stored(extents.end(), readBytes, extents.sharedBytes());
        }

        private void readAll(FilePlan.@Nullable ByPosition plan) throws NoSuchFileException {
            int unit = file.pages() ? Extents.EXTENT_BYTES : BUFFER_BYTES;
            long end = portion.offset() + portion.lengthBytes();
            long position = portion.offset();
            while (position < end) {
                int wanted = (int) Math.min(BUFFER_BYTES, end - position);
                int length = fill(0, position, wanted);
                for (int at = 0; at < length; at += unit) {
                    var range =
                            new PageRange(buffer, at, Math.min(unit, length - at), position + at);
                    if (plan == null) {
                        extents.whole(range);
                    } else {
                        byPosition(plan, range);
                    }
                }
                position += length;
                progress.add(length);
                if (length < wanted) {
                    break;
                }
            }
        }

        /// Reads into the buffer and looks at the pages.
        private int fill(int offset, long position, int wanted) throws NoSuchFileException {
            int length = open.read(buffer, offset, position, wanted);
            readBytes += length;
            unsound.clear();
            guard.look(file, open, new PageRange(buffer, offset, length, position), unsound);
            pace.read(length);
            return length;
        }

        private void byPosition(FilePlan.ByPosition plan, PageRange range) {
            long end = range.position() + range.length();
            boolean moved = findChanged(plan, range);
            int told = changed.cardinality();
            addUnusable(range.position(), range.length());
            if (moved || changed.cardinality() > told) {
                mixed(range);
            } else if (!changed.isEmpty()) {
                // Pages of initdb all of them, most likely: the same as ever.
                extents.whole(range);
            } else {
                extents.copy(range.position(), end);
            }
        }

        /// Returns false when all changed pages are so only because they have no position.
        private boolean findChanged(FilePlan.ByPosition plan, PageRange range) {
            changed.clear();
            boolean moved = false;
            int first = (int) (range.position() / PAGE);
            for (int at = 0; at < range.length(); at += PAGE) {
                int block = first + at / PAGE;
                int offset = range.offset() + at;
                boolean told = block < plan.blocks() && !plan.changed().get(block);
                boolean sound = !unsound.get(offset / PAGE);
                if (!told || !sound || hasChanged(offset)) {
                    changed.set(at / PAGE);
                    moved |=
                            !told
                                    || !sound
                                    || PageCheck.lsn(buffer, offset).compareTo(FIRST_POSITION) >= 0;
                }
            }
            return moved;
        }

        private boolean hasChanged(int offset) {
            return change == null || change.isChanged(buffer, offset);
        }

        private void mixed(PageRange range) {
            if (extents.isBetterWhole(range.position(), range.length(), changed)) {
                extents.whole(range);
            } else {
                extents.mixed(range, changed);
            }
        }

        private void readBlocks(FilePlan.Blocks plan) throws NoSuchFileException {
            long end = portion.offset() + portion.lengthBytes();
            long position = portion.offset();
            while (position < end) {
                int length = (int) Math.min(Extents.EXTENT_BYTES, end - position);
                readExtent(plan, position, length);
                position += length;
                progress.add(length);
            }
        }

        private void readExtent(FilePlan.Blocks plan, long position, int length)
                throws NoSuchFileException {
            int first = (int) (position / PAGE);
            int pages = Math.ceilDiv(length, PAGE);
            changed.clear();
            for (int block = plan.read().nextSetBit(first);
                    block >= 0 && block < first + pages;
                    block = plan.read().nextSetBit(block + 1)) {
                changed.set(block - first);
            }
            addUnusable(position, length);
            if (changed.isEmpty()) {
                extents.copy(position, position + length);
            } else if (extents.isBetterWhole(position, length, changed)) {
                readRun(position, 0, length);
                extents.whole(new PageRange(buffer, 0, length, position));
            } else {
                for (int page = changed.nextSetBit(0); page >= 0; ) {
                    int to = Math.min(length, changed.nextClearBit(page) * PAGE);
                    readRun(position, page * PAGE, to);
                    page = changed.nextSetBit(changed.nextClearBit(page));
                }
                extents.mixed(new PageRange(buffer, 0, length, position), changed);
            }
        }

        /// Counts as changed what the base has not, or not for us, of an extent.
        private void addUnusable(long position, int length) {
            if (extents.isUsable(position, position + length)) {
                return;
            }
            for (int page = changed.nextClearBit(0);
                    page * PAGE < length;
                    page = changed.nextClearBit(page + 1)) {
                long from = position + (long) page * PAGE;
                if (!extents.isUsable(from, Math.min(from + PAGE, position + length))) {
                    changed.set(page);
                }
            }
        }

        /// Reads a run of pages of an extent into its place in the buffer. Where the file was cut
        /// off meanwhile there are zeros, and the WAL says so.
        private void readRun(long extent, int from, int to) throws NoSuchFileException {
            int length = fill(from, extent + from, to - from);
            Arrays.fill(buffer, from + length, to, (byte) 0);
        }
    }
}
