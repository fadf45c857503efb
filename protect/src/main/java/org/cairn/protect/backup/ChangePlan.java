package org.cairn.protect.backup;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cairn.postgres.backup.DataFile;
import org.cairn.postgres.change.ChangeMap;
import org.cairn.postgres.change.FileChange;
import org.cairn.postgres.change.PositionScan;
import org.cairn.postgres.page.PageChange;
import org.cairn.postgres.page.PageCheck;
import org.cairn.vault.snapshot.BadPages.BadPage;
import org.cairn.vault.snapshot.BaseFiles;
import org.cairn.vault.snapshot.Changes;
import org.cairn.vault.snapshot.SnapshotContent.Origin;
import org.cairn.vault.snapshot.SnapshotContent.ReadFrom;
import org.cairn.vault.snapshot.SnapshotFile;
import org.jspecify.annotations.Nullable;

/// How a backup finds out what has changed since its base, decided once before the first file is
/// read. Safe for any thread.
final class ChangePlan {
    private final Way way;
    private final @Nullable BaseFiles base;
    private final String reason;
    // A page that was bad in the base is never taken from there.
    private final Map<String, List<BadPage>> badPages;

    /// The ways.
    private sealed interface Way {
        record Whole() implements Way {}

        /// @param from where the map was made out of
        record ByMap(ChangeMap map, Changes from) implements Way {}

        record ByPosition(PositionScan scan, PageChange pages) implements Way {}
    }

    private ChangePlan(Way way, @Nullable BaseFiles base, String reason) {
        this.way = way;
        this.base = base;
        this.reason = reason;
        this.badPages =
                base == null
                        ? Map.of()
                        : base.snapshot().facts().badPages().first().stream()
                                .collect(Collectors.groupingBy(BadPage::path));
    }

    /// @param base to compare contents with, if there is one
    /// @param reason a clause that says why nothing better is possible
    static ChangePlan whole(@Nullable BaseFiles base, String reason) {
        return new ChangePlan(new Way.Whole(), base, reason);
    }

    /// The map is out of summaries that the server made.
    static ChangePlan bySummaries(BaseFiles base, ChangeMap map) {
        return new ChangePlan(new Way.ByMap(map, Changes.SUMMARIES), base, "");
    }

    /// The map is out of the WAL itself.
    ///
    /// @param reason a clause that says why summaries do not do
    static ChangePlan byLog(BaseFiles base, ChangeMap map, String reason) {
        return new ChangePlan(new Way.ByMap(map, Changes.WAL), base, reason);
    }

    /// @param reason a clause that says why summaries do not do
    static ChangePlan byPosition(BaseFiles base, PositionScan scan, String reason) {
        var pages = PageChange.since(base.snapshot().start());
        return new ChangePlan(new Way.ByPosition(scan, pages), base, reason);
    }

    @Nullable BaseFiles base() {
        return base;
    }

    /// Tells pages by their position; nothing when that is not the way.
    @Nullable PageChange pages() {
        return way instanceof Way.ByPosition(_, PageChange pages) ? pages : null;
    }

    Origin origin(ReadFrom from) {
        Changes changes =
                switch (way) {
                    case Way.Whole _ -> Changes.WHOLE;
                    case Way.ByMap(_, Changes source) -> source;
                    case Way.ByPosition _ -> Changes.LSN;
                };
        return new Origin(changes, base == null ? null : base.snapshot().label(), reason, from);
    }

    /// Says what to do with a file.
    FilePlan decide(DataFile file) {
        SnapshotFile old = base == null ? null : base.find(file.path());
        if (old == null || !file.pages() || old.kind() != SnapshotFile.Kind.RELATION) {
            return new FilePlan.Whole(old);
        }
        return switch (way) {
            case Way.Whole _ -> new FilePlan.Whole(old);
            case Way.ByMap(ChangeMap map, _) ->
                    decide(file, old, map.decide(file.path(), file.sizeBytes(), old.sizeBytes()));
            case Way.ByPosition(PositionScan scan, _) ->
                    switch (scan.decide(file.path(), file.sizeBytes(), old.sizeBytes())) {
                        case PositionScan.FileScan.Whole _ -> new FilePlan.Whole(old);
                        case PositionScan.FileScan.ByPosition(int blocks) ->
                                new FilePlan.ByPosition(old, blocks, badIn(file));
                    };
        };
    }

    private FilePlan decide(DataFile file, SnapshotFile old, FileChange change) {
        BitSet read = badIn(file);
        switch (change) {
            case FileChange.Whole _ -> {
                return new FilePlan.Whole(old);
            }
            case FileChange.Unchanged _ -> {
                if (read.isEmpty() && isUsable(old)) {
                    return new FilePlan.Same(old);
                }
            }
            case FileChange.Blocks blocks -> blocks.read().forEach(read::set);
        }
        int blocks = (int) (file.sizeBytes() / PageCheck.PAGE_BYTES);
        read.clear(blocks, Math.max(blocks, read.length()));
        return new FilePlan.Blocks(old, read);
    }

    private boolean isUsable(SnapshotFile old) {
        return base != null && base.isUsable(old.pieces(), 0, old.sizeBytes());
    }

    /// Blocks of the file, from its start.
    private BitSet badIn(DataFile file) {
        var blocks = new BitSet();
        for (BadPage page : badPages.getOrDefault(file.path(), List.of())) {
            blocks.set((int) (page.block() - Integer.toUnsignedLong(file.firstBlock())));
        }
        return blocks;
    }

    /// One sentence for people.
    String text() {
        String label = base == null ? "" : base.snapshot().label();
        return switch (way) {
            case Way.Whole _ -> "everything is read: " + reason;
            case Way.ByMap(_, Changes from) ->
                    from == Changes.SUMMARIES
                            ? "changes are found by WAL summaries since " + label
                            : "changes are found by the WAL since %s: %s".formatted(label, reason);
            case Way.ByPosition _ ->
                    "changes are found by page LSN against %s: %s".formatted(label, reason);
        };
    }
}
