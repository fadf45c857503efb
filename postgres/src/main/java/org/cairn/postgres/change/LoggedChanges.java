package org.cairn.postgres.change;

import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.wal.BlockSink;
import org.cairn.postgres.wal.WalScanner;

/// Makes a map of changes out of the WAL itself, as a server of version 17 does with
/// `summarize_wal`, for those that do not. What it gives is to be believed under the same
/// conditions: see [Soundness#ofSummaries]. Confined to one thread.
///
/// The free space map and the visibility map are not collected: [ChangeMap] reads them whole.
public final class LoggedChanges {
    private final ChangeMap.Builder map;
    // Most blocks are of the relation that the block before was of.
    private Relation last = new Relation(1, 0, 0);
    private long blocks;

    private LoggedChanges(int blocksPerFile) {
        this.map = new ChangeMap.Builder(blocksPerFile);
    }

    /// What was read.
    ///
    /// @param blocks how many changes of blocks it named, the same block each time
    public record Read(ChangeMap map, long blocks) {}

    /// Reads all records that start before a position; empty when the log does not come so far, or
    /// cannot be understood.
    ///
    /// @param scanner at the redo position of the base
    /// @param until the redo position of this backup
    /// @param blocksPerFile after so many blocks a relation goes on in its next file
    public static Optional<Read> read(WalScanner scanner, Lsn until, int blocksPerFile) {
        var changes = new LoggedChanges(blocksPerFile);
        Lsn reached;
        try {
            reached = scanner.readChanges(until, changes.new Sink());
        } catch (IllegalArgumentException _) {
            // Numbers that are no relation and no block.
            return Optional.empty();
        }
        return reached.compareTo(until) < 0
                ? Optional.empty()
                : Optional.of(new Read(changes.map.build(), changes.blocks));
    }

    private final class Sink implements BlockSink {
        @Override
        public void touched(long tablespace, long database, long relation, int fork, long block) {
            Fork of = Fork.of(fork);
            if (isCollected(of)) {
                map.touched(relation(tablespace, database, relation), of, block);
                blocks++;
            }
        }

        @Override
        public void cut(long tablespace, long database, long relation, int fork, long length) {
            Fork of = Fork.of(fork);
            if (isCollected(of)) {
                map.cut(relation(tablespace, database, relation), of, length);
            }
        }

        private static boolean isCollected(Fork fork) {
            return fork == Fork.MAIN || fork == Fork.INIT;
        }

        private Relation relation(long tablespace, long database, long number) {
            if (last.number() != number
                    || last.database() != database
                    || last.tablespace() != tablespace) {
                last = new Relation(tablespace, database, number);
            }
            return last;
        }
    }
}
