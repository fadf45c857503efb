package org.cairn.postgres.change;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which blocks of which relations the WAL touched between the start of the base and the start of
/// this backup; says of each file that a backup lists what must be read.
///
/// The decision is PostgreSQL's own (`backup/basebackup_incremental.c`: GetFileBackupMethod), in
/// its order, with four differences, all of them towards reading more:
///
/// 1. *The limit is kept to the letter.* The limit of a fork is the shortest length that it had in
///    the range. A relation that was cut to 2 blocks and grown to 10 by pages of zeros, which the
///    WAL does not mention, has rows of the dead in blocks 2 to 9 of the base. PostgreSQL's
///    truncation_block_length is the larger of limit and present length, so that it would take
///    them; here everything from the limit on comes from the present file.
/// 2. *What the base does not reach is read.* PostgreSQL fills blocks behind the end of the base's
///    file with zeros when the WAL does not mention them. Most likely they are zero; here they are
///    read.
/// 3. *Visibility maps are whole.* Before the minor releases of 2026, a record that clears a bit
///    names the heap page only, and one that cuts the map notes the length of the heap as the limit
///    (seen on 17.6; 18.6 does neither). A map that says "all visible" of a page with dead rows
///    makes queries answer wrongly; it is 1/32768 of the table.
/// 4. *Blocks behind the limit count* towards the nine tenths from which on a file is read whole.
///
/// Why the others are sound: the range begins where recovery of the base begins (its redo
/// position), so that a change during the base's copying, of which its copy may have half, is in
/// the range. The copying of this backup begins after the checkpoint at the end of the range; a
/// change later than that is in the WAL that a restore replays, with the whole page in front of it.
/// So a block that the range does not name is in the base as that checkpoint left it, save for
/// hints that the WAL does not keep (their loss is harmless; with checksums on they are kept).
///
/// Not changed any more once built; safe for any thread.
public final class ChangeMap {
    // In tenths, so that the comparison is exact.
    private static final int MOSTLY = 9;

    private final int blocksPerFile;
    private final Map<ForkKey, BlockSet> forks;

    private record ForkKey(Relation relation, Fork fork) {}

    private ChangeMap(int blocksPerFile, Map<ForkKey, BlockSet> forks) {
        this.blocksPerFile = blocksPerFile;
        this.forks = forks;
    }

    /// What of a listed file must be read.
    ///
    /// @param path relative to the data directory, with `/`
    /// @param sizeBytes as listed after the start of this backup; more is not read
    /// @param baseBytes how much of that path the base holds; none when it does not have it
    public FileChange decide(String path, long sizeBytes, @Nullable Long baseBytes) {
        Optional<RelationFile> file = RelationFile.parse(path);
        if (file.isEmpty()) {
            return new FileChange.Whole(WholeReason.NO_RELATION);
        }
        var size = new FileSize(sizeBytes, blocksPerFile);
        Optional<WholeReason> whole = wholeByItself(file.get().fork(), size);
        if (whole.isPresent()) {
            return new FileChange.Whole(whole.get());
        }
        if (baseBytes == null) {
            return new FileChange.Whole(WholeReason.NOT_IN_BASE);
        }
        var baseSize = new FileSize(baseBytes, blocksPerFile);
        return ofKnown(file.get(), size.blocks(), baseSize.blocks());
    }

    private static Optional<WholeReason> wholeByItself(Fork fork, FileSize size) {
        if (!size.isRelationFile()) {
            return Optional.of(WholeReason.ODD_SIZE);
        }
        return switch (fork) {
            case FREE_SPACE_MAP -> Optional.of(WholeReason.FREE_SPACE_MAP);
            case VISIBILITY_MAP -> Optional.of(WholeReason.VISIBILITY_MAP);
            case MAIN, INIT -> Optional.empty();
        };
    }

    private FileChange ofKnown(RelationFile file, int blocks, int baseBlocks) {
        if (forks.containsKey(new ForkKey(file.relation().wholeDatabase(), Fork.MAIN))) {
            return new FileChange.Whole(WholeReason.DATABASE_REMADE);
        }
        if (blocks == 0) {
            return new FileChange.Whole(WholeReason.EMPTY);
        }
        BlockSet set = forks.get(new ForkKey(file.relation(), file.fork()));
        if (set != null) {
            return ofTouched(file.firstBlock(blocksPerFile), set, blocks, baseBlocks);
        }
        return blocks == baseBlocks
                ? new FileChange.Unchanged()
                : new FileChange.Blocks(new BitSet(), Math.min(blocks, baseBlocks), blocks);
    }

    private static FileChange ofTouched(long first, BlockSet set, int blocks, int baseBlocks) {
        if (set.limit() <= first) {
            return new FileChange.Whole(WholeReason.RELATION_REMADE);
        }
        int limit = (int) Math.min(Math.min(blocks, baseBlocks), set.limit() - first);
        var found = new FileChange.Blocks(set.within(first, first + limit), limit, blocks);
        if (10L * found.readCount() > (long) MOSTLY * blocks) {
            return new FileChange.Whole(WholeReason.MOSTLY_CHANGED);
        }
        return found.readCount() == 0 && blocks == baseBlocks ? new FileChange.Unchanged() : found;
    }

    /// Collects what summaries say, in any order. Confined to one thread.
    public static final class Builder {
        private final int blocksPerFile;
        private final Map<ForkKey, BlockSet> forks = new HashMap<>();
        // Rows come by fork: most of them want what the last one wanted.
        private @Nullable ForkKey lastKey;
        private BlockSet last = new BlockSet();

        /// Begins with nothing changed.
        ///
        /// @param blocksPerFile after so many blocks a relation goes on in its next file
        public Builder(int blocksPerFile) {
            if (blocksPerFile < 1) {
                throw new IllegalArgumentException("blocks per file: " + blocksPerFile);
            }
            this.blocksPerFile = blocksPerFile;
        }

        /// Notes that the WAL touched a block.
        public void touched(Relation relation, Fork fork, long block) {
            find(relation, fork).add(requireBlock(block));
        }

        /// Notes that the fork was cut to so many blocks; 0 says that it was made or dropped.
        public void cut(Relation relation, Fork fork, long blocks) {
            find(relation, fork).lowerLimit(requireBlock(blocks));
        }

        /// Ends the collecting.
        public ChangeMap build() {
            return new ChangeMap(blocksPerFile, Map.copyOf(forks));
        }

        private BlockSet find(Relation relation, Fork fork) {
            var key = new ForkKey(relation, fork);
            if (!key.equals(lastKey)) {
                last = forks.computeIfAbsent(key, _ -> new BlockSet());
                lastKey = key;
            }
            return last;
        }

        private static long requireBlock(long block) {
            if (block < 0 || block >= BlockSet.NO_LIMIT) {
                throw new IllegalArgumentException("not a block: " + block);
            }
            return block;
        }
    }
}
