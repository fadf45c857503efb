package org.cairn.collect.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SequencePatternTest {
    private static final String[] PIECES = {
        "a", "b", "-", ".", "\\.", "\\d", "\\w", "\\s", "[a-c]", "[^a]", "[ab-]", "[-1]", "[0-9.]",
        "[^@ ]", "[\\d_]", "\\-", " ", "@", "é", "(a)", "|", "[]a]", "[[:alpha:]]", "\\b", "{", "^"
    };
    private static final String[] REPEATS = {
        "", "", "", "?", "*", "+", "{2}", "{0,2}", "{1,}", "{0}", "{2,1}", "*?", "{,2}", "{61}"
    };
    private static final String LETTERS = "aabbc1.-@ \né_\uD83D\uDE00";

    @Test
    void saysWhatRe2Says() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int compared = 0;
        int matched = 0;
        for (int i = 0; i < 20_000; i++) {
            String pattern = pattern(random);
            SequencePattern sequence = SequencePattern.compile(pattern);
            if (sequence == null) {
                continue;
            }
            Pattern re2 = Pattern.compile(pattern);
            for (int k = 0; k < 20; k++) {
                String text = text(random);
                assertThat(sequence.matches(text))
                        .as("seed %d: '%s' and '%s'", seed, pattern, text)
                        .isEqualTo(re2.matches(text));
                compared++;
                matched += re2.matches(text) ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(20_000);
        assertThat(matched).isGreaterThan(500);
    }

    @Test
    void takesNothingThatRe2Refuses() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = pattern(random);
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException _) {
                // Refused by RE2: so it must be here, whose callers rely on RE2 for the message.
                assertThat(SequencePattern.compile(pattern))
                        .as("seed %d: '%s'", seed, pattern)
                        .isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[A-Z]{3}-[0-9]{7}", "[0-9]{5}", "[^@ ]+@[^@ ]+[.][a-z]+", "^\\+?[0-9 ]+$"})
    void takesThePatternsPeopleWrite(String pattern) {
        assertThat(SequencePattern.compile(pattern)).isNotNull();
    }

    @Test
    void leavesGroupsAndAlternativesToRe2() {
        assertThat(SequencePattern.compile("(Ward \\d+)")).isNull();
        assertThat(SequencePattern.compile("a|b")).isNull();
        assertThat(SequencePattern.compile("[0-9]{63}")).isNull();
    }

    private static String pattern(Random random) {
        var pattern = new StringBuilder(random.nextInt(5) == 0 ? "^" : "");
        int pieces = random.nextInt(5);
        for (int i = 0; i < pieces; i++) {
            pattern.append(PIECES[random.nextInt(PIECES.length)]);
            pattern.append(REPEATS[random.nextInt(REPEATS.length)]);
        }
        return pattern.append(random.nextInt(5) == 0 ? "$" : "").toString();
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        int[] letters = LETTERS.codePoints().toArray();
        int length = random.nextInt(7);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }
}
