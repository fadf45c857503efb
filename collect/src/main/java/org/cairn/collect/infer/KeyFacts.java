package org.cairn.collect.infer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cairn.collect.map.Mapper;
import org.cairn.kernel.Sha256;
import org.jspecify.annotations.Nullable;

/// Which columns, or pairs of them, tell all records apart. Confined to one thread.
///
/// Values are compared by 64 bits of their hash; a candidate is forgotten at its first value that
/// comes again, and the last ones when all together would take more memory than they may.
final class KeyFacts {
    private static final int MOST_ENTRIES = 12_000_000;

    private final List<int[]> candidates = new ArrayList<>();
    private final List<Hashes> seen = new ArrayList<>();
    private long entries;

    /// @param candidates columns, or groups of them, the best first
    KeyFacts(List<int[]> candidates) {
        for (int[] candidate : candidates) {
            this.candidates.add(candidate.clone());
            seen.add(new Hashes());
        }
    }

    void add(@Nullable Object[] values) {
        for (int i = candidates.size() - 1; i >= 0; i--) {
            if (!isNew(candidates.get(i), seen.get(i), values)) {
                forget(i);
            }
        }
        while (entries > MOST_ENTRIES && !candidates.isEmpty()) {
            forget(candidates.size() - 1);
        }
    }

    private void forget(int i) {
        entries -= seen.get(i).size;
        candidates.remove(i);
        seen.remove(i);
    }

    private boolean isNew(int[] columns, Hashes hashes, @Nullable Object[] values) {
        var text = new StringBuilder();
        for (int column : columns) {
            Object value = values[column];
            if (value == null) {
                return false;
            }
            String part = Mapper.text(value);
            text.append(part.length()).append(':').append(part);
        }
        byte[] hash = Sha256.digest().digest(text.toString().getBytes(StandardCharsets.UTF_8));
        long key = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            key = key << 8 | (hash[i] & 0xff);
        }
        entries++;
        return hashes.add(key);
    }

    void forgetBest() {
        forget(0);
    }

    /// The best that is left; null when none is.
    int @Nullable [] best() {
        return candidates.isEmpty() ? null : candidates.getFirst();
    }

    /// A set of numbers, by open addressing.
    private static final class Hashes {
        private long[] table = new long[64];
        private int size;

        boolean add(long key) {
            long wanted = key == 0 ? 1 : key;
            if (size * 2 >= table.length) {
                long[] old = table;
                table = new long[old.length * 2];
                for (long each : old) {
                    if (each != 0) {
                        table[place(each)] = each;
                    }
                }
            }
            int place = place(wanted);
            if (table[place] == wanted) {
                return false;
            }
            table[place] = wanted;
            size++;
            return true;
        }

        private int place(long key) {
            int at = (int) (key & (table.length - 1));
            while (table[at] != 0 && table[at] != key) {
                at = (at + 1) & (table.length - 1);
            }
            return at;
        }
    }

    /// All pairs of the first columns of a list.
    static List<int[]> pairs(List<Integer> columns) {
        List<int[]> pairs = new ArrayList<>();
        for (int second = 1; second < columns.size(); second++) {
            for (int first = 0; first < second; first++) {
                int[] pair = {columns.get(first), columns.get(second)};
                Arrays.sort(pair);
                pairs.add(pair);
            }
        }
        return pairs;
    }
}
