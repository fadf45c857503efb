package org.cairn.source.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cairn.source.spec.JsonPath.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonPathTest {
    @Test
    void understandsTheEscapesOfTheStandard() {
        assertThat(JsonPath.parse("$['a\\n\\'\\u00e9\\\\']").steps())
                .containsExactly(new Step.Member("a\n'é\\"));
    }

    @Test
    void theNormalisedFormReadsBackAsTheSamePath() {
        long seed = Long.getLong("seed", 4_711);
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            var path = random(random);
            assertThat(JsonPath.parse(path.toString()))
                    .as("seed %d, %s", seed, path)
                    .isEqualTo(path);
        }
    }

    private static JsonPath random(Random random) {
        List<Step> steps = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            steps.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new Step.Every();
                        case 1 -> new Step.Index(random.nextInt(1_000));
                        case 2 -> new Step.Member("name" + i);
                        default -> new Step.Member(nasty(random));
                    });
        }
        return new JsonPath(steps);
    }

    private static String nasty(Random random) {
        var name = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            name.append("'\"\\.$[]* \n\u0000\u007f\u0085é🦀ua".charAt(random.nextInt(18)));
        }
        return name.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$..a|2|'..' (descendants) cannot be followed while streaming",
                "a[?(@.x)]|2|filters '[?…]' are not supported",
                "a[-1]|2|expected '*', an index from 0 or a quoted name",
                "a[1:2]|3|expected ']' (slices, unions and negative indexes are not supported)",
                "a['b|4|the quoted name is not closed",
                "a b|1|expected '.' or '[' (a name with blanks or signs is written ['…'])",
                "a['\\q']|4|'\\' is followed by one of b f n r t / \\ ' \" or uXXXX",
                "a[1234567890]|12|the index is too large",
                "a.|2|expected a name"
            })
    void saysWhereAPathIsWrong(String text, int offset, String why) {
        assertThatThrownBy(() -> JsonPath.parse(text))
                .isInstanceOfSatisfying(
                        JsonPathSyntaxException.class,
                        e -> assertThat(e.offset()).isEqualTo(offset))
                .hasMessage(
                        "'%s' is not a path that can be followed: %s (at character %d)",
                        text, why, offset + 1);
    }
}
