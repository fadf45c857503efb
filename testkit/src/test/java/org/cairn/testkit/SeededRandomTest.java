package org.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SeededRandomTest {
    @Test
    void givesTheSameInputForTheSameSeed() {
        var one = SeededRandom.withSeed(7);
        var two = SeededRandom.withSeed(7);

        assertThat(one.text(50)).isEqualTo(two.text(50));
        assertThat(one.bytes(9)).isEqualTo(two.bytes(9));
        assertThat(one.shuffled(List.of(1, 2, 3, 4))).isEqualTo(two.shuffled(List.of(1, 2, 3, 4)));
    }

    @Test
    void namesTheSeedOfTheCaseThatFails() {
        var failedSeed = new AtomicLong();
        var seen = new ArrayList<Long>();

        assertThatThrownBy(() ->
                        SeededRandom.forAll(
                                100,
                                input -> {
                                    seen.add(input.seed());
                                    if (seen.size() == 3) {
                                        failedSeed.set(input.seed());
                                        throw new IllegalStateException("broken here");
                                    }
                                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("case 3 of 100 failed")
                .hasMessageContaining("broken here")
                .satisfies(e -> assertThat(e).hasMessageContaining("=" + failedSeed.get() + ":"));
        assertThat(seen).doesNotHaveDuplicates();
    }

    @Test
    void staysWithinItsBounds() {
        SeededRandom.forAll(
                200,
                input -> {
                    assertThat(input.between(-3, 3)).isBetween(-3, 3);
                    assertThat(input.between(Long.MAX_VALUE - 1, Long.MAX_VALUE))
                            .isGreaterThanOrEqualTo(Long.MAX_VALUE - 1);
                    assertThat(input.word(5)).matches("[a-z]{1,5}");
                });
    }

    @Test
    void makesAwkwardButValidText() {
        var awkward = new StringBuilder();

        SeededRandom.forAll(300, input -> awkward.append(input.text(10)));

        var text = awkward.toString();
        assertThat(text).contains("\"", "\\", "\n", "日", "\ufeff").doesNotContain("\u0000");
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Test
    void refusesAPropertyWithoutCases() {
        assertThatThrownBy(() -> SeededRandom.forAll(0, _ -> {}))
                .hasMessage("a property needs at least one case: 0");
    }
}
