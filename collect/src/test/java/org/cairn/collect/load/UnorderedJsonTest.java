package org.cairn.collect.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.JsonText;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

final class UnorderedJsonTest {
    @Test
    void everyOrderOfTheElementsIsOneForm() {
        SeededRandom.forAll(
                500,
                random -> {
                    List<String> elements = new ArrayList<>();
                    for (int i = random.between(0, 6); i > 0; i--) {
                        elements.add(value(random, 3));
                    }
                    String array = "[" + String.join(",", elements) + "]";
                    String other = "[" + String.join(",", random.shuffled(elements)) + "]";

                    assertThat(UnorderedJson.canonical(other))
                            .as("%s and %s", array, other)
                            .isEqualTo(UnorderedJson.canonical(array));
                });
    }

    @Test
    void otherElementsAreAnotherForm() {
        assertThat(UnorderedJson.canonical("[1,2]")).isNotEqualTo(UnorderedJson.canonical("[1,3]"));
        assertThat(UnorderedJson.canonical("[1,1]")).isNotEqualTo(UnorderedJson.canonical("[1]"));
        assertThat(UnorderedJson.canonical("[\"1,2\"]"))
                .isNotEqualTo(UnorderedJson.canonical("[\"1\",\"2\"]"));
        assertThat(UnorderedJson.canonical("[]")).isNotEqualTo(UnorderedJson.canonical("[\"\"]"));
        assertThat(UnorderedJson.canonical("[]")).isNotEqualTo(UnorderedJson.canonical(null));
        assertThat(UnorderedJson.canonical("[[1],2]"))
                .isNotEqualTo(UnorderedJson.canonical("[[2],1]"));
    }

    @Test
    void innerListsKeepTheirOrder() {
        assertThat(UnorderedJson.canonical("[[1,2]]"))
                .isNotEqualTo(UnorderedJson.canonical("[[2,1]]"));
    }

    @Test
    void whatIsNoListIsTakenAsItIs() {
        assertThat(UnorderedJson.canonical("b,a")).isNotEqualTo(UnorderedJson.canonical("a,b"));
        assertThat(UnorderedJson.canonical("{\"a\":[1]}"))
                .isEqualTo(UnorderedJson.canonical("{\"a\":[1]}"));
        assertThat(UnorderedJson.canonical("")).isNotEqualTo(UnorderedJson.canonical(null));
        assertThat(UnorderedJson.canonical("[")).isNotEqualTo(UnorderedJson.canonical("[]"));
        // Text that only looks like a list must not end the comparison.
        assertThat(UnorderedJson.canonical("[a \"quote]")).isNotEmpty();
        assertThat(UnorderedJson.canonical("[\\\"]")).isNotEmpty();
    }

    private static String value(SeededRandom random, int depth) {
        return switch (random.between(0, depth > 0 ? 4 : 2)) {
            case 0 -> Integer.toString(random.between(-99, 99));
            case 1 -> JsonText.quote(random.text(5));
            case 2 -> random.pick(List.of("true", "false", "null", "[]", "{}", "\"],[\""));
            case 3 -> "[" + value(random, depth - 1) + "," + value(random, depth - 1) + "]";
            default -> "{" + JsonText.quote(random.text(2)) + ":" + value(random, depth - 1) + "}";
        };
    }
}
