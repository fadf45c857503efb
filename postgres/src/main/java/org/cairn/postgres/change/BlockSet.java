package org.cairn.postgres.change;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The changed blocks of one fork and its limit (`common/blkreftable.c`). Confined to one thread.
///
/// Blocks lie in chunks of 65536: few as a list of 16-bit offsets, many as a bitmap of 8 KiB; so a
/// block costs at most one bit, and a chunk without changes nothing.
final class BlockSet {
    /// Larger than any limit: the fork was not cut.
    static final long NO_LIMIT = 0xFFFF_FFFFL;

    private static final int CHUNK_BLOCKS = 1 << 16;
    private static final int FIRST_OFFSETS = 16;
    // A list as large as the bitmap becomes one.
    private static final int MOST_OFFSETS = CHUNK_BLOCKS / Character.SIZE;

    private final List<@Nullable Chunk> chunks = new ArrayList<>();
    private long limit = NO_LIMIT;

    /// The shortest length in blocks that the fork is known to have had.
    long limit() {
        return limit;
    }

    void add(long block) {
        int chunk = (int) (block / CHUNK_BLOCKS);
        while (chunks.size() <= chunk) {
            chunks.add(null);
        }
        Chunk found = chunks.get(chunk);
        if (found == null) {
            found = new Chunk();
            chunks.set(chunk, found);
        }
        found.add((char) (block % CHUNK_BLOCKS));
    }

    /// Notes that the fork was so short. Blocks beyond are not forgotten as in PostgreSQL: nobody
    /// asks for them, since all behind the limit counts as changed.
    void lowerLimit(long blocks) {
        limit = Math.min(limit, blocks);
    }

    /// The changed blocks of `[first, end)`, as numbers from `first` on.
    BitSet within(long first, long end) {
        var found = new BitSet();
        for (int i = (int) (first / CHUNK_BLOCKS); i < chunks.size(); i++) {
            long begin = (long) i * CHUNK_BLOCKS;
            if (begin >= end) {
                break;
            }
            Chunk chunk = chunks.get(i);
            if (chunk != null) {
                chunk.copy(begin, first, end, found);
            }
        }
        return found;
    }

    private static final class Chunk {
        private char @Nullable [] offsets = new char[FIRST_OFFSETS];
        private int count;
        private long @Nullable [] bits;

        void add(char offset) {
            if (bits != null) {
                bits[offset >> 6] |= 1L << offset;
            } else if (offsets != null) {
                append(offsets, offset);
            }
        }

        // The same block may come again, from another summary; the list then fills up sooner.
        private void append(char[] list, char offset) {
            char[] room = list;
            if (count == list.length) {
                room = Arrays.copyOf(list, 2 * count);
                offsets = room;
            }
            room[count++] = offset;
            if (count == MOST_OFFSETS) {
                long[] map = new long[CHUNK_BLOCKS / Long.SIZE];
                for (char each : room) {
                    map[each >> 6] |= 1L << each;
                }
                bits = map;
                offsets = null;
            }
        }

        void copy(long begin, long first, long end, BitSet target) {
            if (bits != null) {
                BitSet all = BitSet.valueOf(bits);
                all.stream().forEach(offset -> set(begin + offset, first, end, target));
            } else if (offsets != null) {
                for (int i = 0; i < count; i++) {
                    set(begin + offsets[i], first, end, target);
                }
            }
        }

        private static void set(long block, long first, long end, BitSet target) {
            if (block >= first && block < end) {
                target.set((int) (block - first));
            }
        }
    }
}
