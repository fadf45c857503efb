package org.cairn.postgres.change;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says of which pages of a listed file the position may be believed, when [Soundness#ofPositions]
/// is given. Safe for any thread.
public final class PositionScan {
    private final int blocksPerFile;
    private final Set<Long> databases;

    private PositionScan(int blocksPerFile, Set<Long> databases) {
        this.blocksPerFile = blocksPerFile;
        this.databases = databases;
    }

    /// What to do with the pages of one file; all of them are read in any case.
    public sealed interface FileScan {
        /// No page may be taken from the base for its position.
        record Whole(WholeReason reason) implements FileScan {}

        /// The first `blocks` pages of the file may be told by their position; those behind are not
        /// in the base.
        record ByPosition(int blocks) implements FileScan {}
    }

    /// Prepares the decisions for one backup.
    ///
    /// @param base as remembered by the base
    /// @param now asked after the start of this backup
    public static PositionScan since(ServerStanding base, DatabaseRows now, int blocksPerFile) {
        return new PositionScan(blocksPerFile, now.keptSince(base));
    }

    /// What to do with a listed file.
    ///
    /// @param path relative to the data directory, with `/`
    /// @param sizeBytes as listed after the start of this backup; more is not read
    /// @param baseBytes how much of that path the base holds; none when it does not have it
    public FileScan decide(String path, long sizeBytes, @Nullable Long baseBytes) {
        RelationFile file = RelationFile.parse(path).orElse(null);
        if (file == null) {
            return new FileScan.Whole(WholeReason.NO_RELATION);
        }
        if (!isKept(file.relation().database())) {
            return new FileScan.Whole(WholeReason.DATABASE_REMADE);
        }
        var size = new FileSize(sizeBytes, blocksPerFile);
        if (!size.isRelationFile()) {
            return new FileScan.Whole(WholeReason.ODD_SIZE);
        }
        return switch (file.fork()) {
            case FREE_SPACE_MAP -> new FileScan.Whole(WholeReason.FREE_SPACE_MAP);
            case VISIBILITY_MAP -> new FileScan.Whole(WholeReason.VISIBILITY_MAP);
            case INIT -> new FileScan.Whole(WholeReason.INIT_FORK);
            case MAIN ->
                    baseBytes == null
                            ? new FileScan.Whole(WholeReason.NOT_IN_BASE)
                            : new FileScan.ByPosition(
                                    Math.min(
                                            size.blocks(),
                                            new FileSize(baseBytes, blocksPerFile).blocks()));
        };
    }

    /// What all databases share is in no database and always kept.
    private boolean isKept(long database) {
        return database == 0 || databases.contains(database);
    }
}
