package org.cairn.testkit;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// Random input that can be had again: every failure names the seed, and `-Dcairn.seed=N` repeats
/// it.
///
/// Confined to one thread.
public final class SeededRandom {
    /// The system property that repeats a run.
    public static final String PROPERTY = "cairn.seed";

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    // Things that break readers and writers: quotes, escapes, separators, control characters,
    // combining marks, right-to-left text, characters of two, three and four bytes.
    private static final String[] AWKWARD = {
        "\"", "'", "\\", "\n", "\r\n", "\t", ",", ";", "|", "\u0001", "\u007f", "\u00a0", "é",
        "e\u0301", "ß", "ﬁ", "\u200b", "\u202e", "\ufeff", "日", "𝒞", "👩‍🚀", "{", "]", "NULL", " "
    };

    private final long seed;
    private final Random random;

    private SeededRandom(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    public static SeededRandom withSeed(long seed) {
        return new SeededRandom(seed);
    }

    /// The seed of `-Dcairn.seed`, else a fresh one. The test must put [#seed] in its messages;
    /// [#forAll] does so by itself.
    public static SeededRandom fresh() {
        Long given = Long.getLong(PROPERTY);
        return new SeededRandom(given != null ? given : new SecureRandom().nextLong());
    }

    /// Runs a property over `cases` independent inputs and, when one fails, says how to repeat just
    /// that one.
    public static void forAll(int cases, Consumer<SeededRandom> property) {
        if (cases < 1) {
            throw new IllegalArgumentException("a property needs at least one case: " + cases);
        }
        long base = fresh().seed();
        for (int i = 0; i < cases; i++) {
            // The first case has the base itself as its seed, so that giving a failed case's seed
            // fails at once.
            var input = new SeededRandom(base + i * GOLDEN_RATIO);
            try {
                property.accept(input);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "case %d of %d failed; repeat it with -D%s=%d: %s"
                                .formatted(i + 1, cases, PROPERTY, input.seed, e.getMessage()),
                        e);
            }
        }
    }

    public long seed() {
        return seed;
    }

    /// The generator underneath, for what is not offered here.
    public Random random() {
        return random;
    }

    /// A number from `low` to `high`, both included.
    public int between(int low, int high) {
        return (int) between((long) low, (long) high);
    }

    /// A number from `low` to `high`, both included; the whole range of `long` is allowed.
    public long between(long low, long high) {
        return high == Long.MAX_VALUE
                ? low == Long.MIN_VALUE ? random.nextLong() : random.nextLong(low - 1, high) + 1
                : random.nextLong(low, high + 1);
    }

    /// True once in `n` times on average.
    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    public <T> List<T> shuffled(List<T> items) {
        List<T> copy = new ArrayList<>(items);
        Collections.shuffle(copy, random);
        return copy;
    }

    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /// A word of `a` to `z`, at least one letter long.
    public String word(int maxLength) {
        int length = between(1, maxLength);
        var word = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    /// Text of up to `maxPieces` words and awkward pieces; may be empty; always valid Unicode,
    /// never U+0000 (which PostgreSQL cannot store).
    public String text(int maxPieces) {
        int pieces = between(0, maxPieces);
        var text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(oneIn(3) ? AWKWARD[random.nextInt(AWKWARD.length)] : word(8));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "-D" + PROPERTY + "=" + seed;
    }
}
