package org.cairn.postgres.change;

import java.util.BitSet;
import java.util.stream.IntStream;

/// What of one file must be read for a backup, and what may be taken from the base.
public sealed interface FileChange {
    /// All must be read; nothing may be taken from the base.
    record Whole(WholeReason reason) implements FileChange {}

    /// Nothing need be read: the file is as it was in the base, and as long.
    record Unchanged() implements FileChange {}

    /// Some blocks must be read; the others may be taken from the base. Numbers count from the
    /// start of the file. Safe for any thread.
    final class Blocks implements FileChange {
        private final BitSet changed;
        private final int limit;
        private final int end;

        /// @param changed those at or past `limit` do not matter
        Blocks(BitSet changed, int limit, int end) {
            this.changed = changed.get(0, limit);
            this.limit = limit;
            this.end = end;
        }

        /// The blocks that must be read, ascending: those noted as changed, then all from [#limit]
        /// to [#end]. May be none, when the file only became shorter.
        public IntStream read() {
            return IntStream.concat(changed.stream(), IntStream.range(limit, end));
        }

        /// How many must be read.
        public int readCount() {
            return changed.cardinality() + end - limit;
        }

        /// Whether the base has the block as it is.
        public boolean isInBase(int block) {
            return block < limit && !changed.get(block);
        }

        /// From this block on nothing may be taken from the base, whatever it holds there: the file
        /// was shorter once, and what was in the base behind that is gone.
        public int limit() {
            return limit;
        }

        /// The length of the file now, in blocks; what the base has beyond is gone.
        public int end() {
            return end;
        }

        @Override
        public String toString() {
            return "%d of %d blocks, limit %d".formatted(readCount(), end, limit);
        }
    }
}
