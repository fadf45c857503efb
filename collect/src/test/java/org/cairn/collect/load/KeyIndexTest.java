package org.cairn.collect.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.collect.load.KeyIndex.Comparison;
import org.cairn.testkit.SeededRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeyIndexTest {
    private record Key(long high, long low) {}

    /// The same by a map of the library: content by key, null for a withdrawn row.
    private static final class Model {
        private final Map<Key, @Nullable Long> stored = new HashMap<>();
        private final Map<Key, Long> seen = new HashMap<>();

        Comparison compare(Key key, long content) {
            Long before = seen.get(key);
            if (before != null) {
                return before == content ? Comparison.DUPLICATE : Comparison.CONFLICT;
            }
            seen.put(key, content);
            if (!stored.containsKey(key)) {
                return Comparison.NEW;
            }
            Long there = stored.get(key);
            return there != null && there == content ? Comparison.SAME : Comparison.CHANGED;
        }

        Set<Key> unseen() {
            Set<Key> unseen = new HashSet<>();
            stored.forEach((key, content) -> {
                if (content != null && !seen.containsKey(key)) {
                    unseen.add(key);
                }
            });
            return unseen;
        }
    }

    @Test
    void comparesAsAMapWould() {
        SeededRandom.forAll(
                60,
                random -> {
                    int keys = random.pick(List.of(1, 10, 700, 5_000));
                    int lows = random.pick(List.of(1, 3, Integer.MAX_VALUE));
                    var index = new KeyIndex(random.pick(List.of(0, 1, keys, 4 * keys)));
                    var model = new Model();
                    for (int i = random.between(0, 2 * keys); i > 0; i--) {
                        Key key = key(random, keys, lows);
                        if (random.oneIn(5)) {
                            index.withdrawn(key.high, key.low);
                            model.stored.put(key, null);
                        } else {
                            long content = random.between(0, 2);
                            index.stored(key.high, key.low, content);
                            model.stored.put(key, content);
                        }
                    }
                    for (int i = random.between(0, 2 * keys); i > 0; i--) {
                        Key key = key(random, keys, lows);
                        long content = random.between(0, 2);

                        assertThat(index.compare(key.high, key.low, content))
                                .isEqualTo(model.compare(key, content));
                    }
                    Set<Key> unseen = new HashSet<>();
                    index.forEachUnseen(
                            (high, low) -> assertThat(unseen.add(new Key(high, low))).isTrue());
                    assertThat(unseen).isEqualTo(model.unseen());
                });
    }

    /// Few different low halves make long chains of slots.
    private static Key key(SeededRandom random, int keys, int lows) {
        long number = random.between(1, keys);
        return new Key(
                number * 0x9E3779B97F4A7C15L,
                lows == Integer.MAX_VALUE ? number * 31 : number % lows);
    }

    @Test
    void zeroIsAKeyAndAContentLikeAnyOther() {
        var index = new KeyIndex(0);

        assertThat(index.compare(0, 0, 0)).isEqualTo(Comparison.NEW);
        assertThat(index.compare(0, 0, 0)).isEqualTo(Comparison.DUPLICATE);
        assertThat(index.compare(0, 0, 1)).isEqualTo(Comparison.CONFLICT);
        assertThat(index.compare(0, 1, 0)).isEqualTo(Comparison.NEW);
        assertThat(index.compare(1, 0, 0)).isEqualTo(Comparison.NEW);
    }

    @Test
    void aWithdrawnRowThatComesBackIsAChangeEvenWithItsOldContent() {
        var index = new KeyIndex(1);
        index.withdrawn(1, 2);

        assertThat(index.compare(1, 2, 0)).isEqualTo(Comparison.CHANGED);
    }

    @Test
    void saysWhenMemoryIsFullInsteadOfTakingMore() {
        var index = new KeyIndex(0);

        assertThatThrownBy(
                        () -> {
                            for (long i = 0; i < 7_000_000; i++) {
                                index.stored(i, i, i);
                            }
                        })
                .isInstanceOf(MemoryFullException.class);
    }
}
