package org.cairn.collect.load;

import java.util.function.BiConsumer;

/// Knows the key and content hash of every row of a dataset while a run compares what came with
/// what is there.
///
/// Open addressing with linear probing over three arrays of `long` and one of `byte`: 25 bytes a
/// slot, at most three quarters full, so 1 M rows cost 33 MiB at worst. A 128-bit key hash makes
/// two keys that look alike a matter of 1 in 10^25 at a billion rows; of the content 64 bits
/// suffice, since they are compared only for one key.
///
/// Confined to one thread.
final class KeyIndex {
    /// 200 MiB; growing to it takes 300.
    private static final int MAX_SLOTS = 1 << 23;

    private static final byte FREE = 0;
    private static final byte STORED = 1;
    private static final byte WITHDRAWN = 2;
    private static final byte SEEN = 3;

    private long[] high;
    private long[] low;
    private long[] content;
    private byte[] state;
    private int rows;

    /// What a record is, compared with the dataset and with the records before it in the run.
    enum Comparison {
        NEW,
        CHANGED,
        SAME,
        /// The run has already brought this very record.
        DUPLICATE,
        /// The run has already brought another record of this key.
        CONFLICT
    }

    KeyIndex(long expectedRows) {
        int slots = Integer.highestOneBit(Math.clamp(expectedRows * 4 / 3, 1 << 10, MAX_SLOTS / 2));
        allocate(slots << 1);
    }

    private void allocate(int slots) {
        high = new long[slots];
        low = new long[slots];
        content = new long[slots];
        state = new byte[slots];
    }

    int rows() {
        return rows;
    }

    /// Adds a row that the dataset holds.
    void stored(long keyHigh, long keyLow, long contentHash) {
        put(keyHigh, keyLow, contentHash, STORED);
    }

    /// Adds a row that the dataset holds but that the source no longer listed.
    void withdrawn(long keyHigh, long keyLow) {
        put(keyHigh, keyLow, 0, WITHDRAWN);
    }

    /// Adds a row that the dataset holds and that the run must leave as it is: to the run it is as
    /// if another of its records had this key.
    void taken(long keyHigh, long keyLow, long contentHash) {
        put(keyHigh, keyLow, contentHash, SEEN);
    }

    /// Adds a row of the dataset, whichever it is.
    void add(long keyHigh, long keyLow, long contentHash, Standing standing) {
        switch (standing) {
            case STORED -> stored(keyHigh, keyLow, contentHash);
            case WITHDRAWN -> withdrawn(keyHigh, keyLow);
            case TAKEN -> taken(keyHigh, keyLow, contentHash);
        }
    }

    /// What a row of the dataset is to a run.
    enum Standing {
        STORED(1),
        WITHDRAWN(2),
        TAKEN(3);

        private final int code;

        Standing(int code) {
            this.code = code;
        }

        /// By which it is known in a file.
        int code() {
            return code;
        }

        static Standing of(int code) {
            return switch (code) {
                case 1 -> STORED;
                case 2 -> WITHDRAWN;
                case 3 -> TAKEN;
                default -> throw new IllegalStateException("not a standing: " + code);
            };
        }
    }

    private void put(long keyHigh, long keyLow, long contentHash, byte kind) {
        int slot = slot(keyHigh, keyLow);
        if (state[slot] == FREE) {
            high[slot] = keyHigh;
            low[slot] = keyLow;
            rows++;
        }
        content[slot] = contentHash;
        state[slot] = kind;
        if (rows > state.length / 4 * 3) {
            grow();
        }
    }

    /// Compares one record of the run and remembers that it came.
    Comparison compare(long keyHigh, long keyLow, long contentHash) {
        int slot = slot(keyHigh, keyLow);
        byte before = state[slot];
        if (before == FREE) {
            put(keyHigh, keyLow, contentHash, SEEN);
            return Comparison.NEW;
        }
        boolean sameContent = content[slot] == contentHash;
        if (before == SEEN) {
            return sameContent ? Comparison.DUPLICATE : Comparison.CONFLICT;
        }
        state[slot] = SEEN;
        content[slot] = contentHash;
        return before == STORED && sameContent ? Comparison.SAME : Comparison.CHANGED;
    }

    /// Gives every key that the dataset holds and the run did not bring; rows that were withdrawn
    /// before are not among them.
    void forEachUnseen(BiConsumer<Long, Long> consumer) {
        for (int slot = 0; slot < state.length; slot++) {
            if (state[slot] == STORED) {
                consumer.accept(high[slot], low[slot]);
            }
        }
    }

    /// The slot of a key, or the free one where it would go.
    private int slot(long keyHigh, long keyLow) {
        int mask = state.length - 1;
        int slot = (int) keyLow & mask;
        while (state[slot] != FREE && (low[slot] != keyLow || high[slot] != keyHigh)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        if (state.length >= MAX_SLOTS) {
            throw new MemoryFullException();
        }
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldContent = content;
        byte[] oldState = state;
        allocate(oldState.length * 2);
        for (int i = 0; i < oldState.length; i++) {
            if (oldState[i] != FREE) {
                int slot = slot(oldHigh[i], oldLow[i]);
                high[slot] = oldHigh[i];
                low[slot] = oldLow[i];
                content[slot] = oldContent[i];
                state[slot] = oldState[i];
            }
        }
    }
}
