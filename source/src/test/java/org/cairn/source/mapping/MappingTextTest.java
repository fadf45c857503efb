package org.cairn.source.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.ChangeSpec;
import org.cairn.source.spec.ExpectSpec;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.KeySpec;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.ResourceSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MappingTextTest {
    @Test
    void everyMappingComesBackEqual() {
        long seed = Long.getLong("seed", 815);
        var specs = new RandomSpecs(new Random(seed));
        for (int i = 0; i < 2_000; i++) {
            Mapping mapping = specs.mapping();
            String text = write(mapping);
            Mapping back = MappingText.read(text);
            assertThat(back).as("seed %d, number %d: %s", seed, i, text).isEqualTo(mapping);
            assertThat(write(back)).as("seed %d, number %d", seed, i).isEqualTo(text);
        }
    }

    @Test
    void leavesOutWhatDoesNotChangeAValue() {
        var specs = new RandomSpecs(new Random(1)).mapping();
        var input = specs.input();
        var resource = specs.resource();
        var pipeline = specs.pipeline();

        String other =
                MappingText.write(
                        new FileInput(
                                input.format(),
                                "file:moved/*.json",
                                input.encoding(),
                                input.dialect(),
                                input.badLines(),
                                input.columnNames(),
                                input.table(),
                                "*.csv",
                                input.markup()),
                        new ResourceSpec(
                                resource.name(),
                                resource.records(),
                                resource.fields(),
                                resource.key(),
                                resource.change(),
                                ResourceSpec.Gone.HOLD,
                                new ExpectSpec(7, 8L, 9)),
                        new PipelineSpec(
                                pipeline.name(),
                                "pipelines/moved.yaml",
                                pipeline.from(),
                                pipeline.dataset(),
                                pipeline.fields(),
                                pipeline.required(),
                                List.of(new PipelineSpec.IndexSpec(List.of("a")))));

        assertThat(other).isEqualTo(write(specs));
    }

    @Test
    void theOrderOfAMapDoesNotMatter() {
        Map<String, String> one = new LinkedHashMap<>();
        one.put("a", "1");
        one.put("b", "2");
        Map<String, String> two = new LinkedHashMap<>();
        two.put("b", "2");
        two.put("a", "1");

        assertThat(withSet(one)).isEqualTo(withSet(two));
    }

    private static String withSet(Map<String, String> set) {
        var base = new RandomSpecs(new Random(2)).mapping();
        return MappingText.write(
                base.input(),
                new ResourceSpec(
                        "r",
                        List.of(
                                new RecordStrategy(
                                        "s", null, new JsonPath(List.of()), set, Map.of())),
                        List.of(),
                        KeySpec.WHOLE_RECORD,
                        ChangeSpec.ALL,
                        ResourceSpec.Gone.KEEP,
                        ExpectSpec.DEFAULT),
                base.pipeline());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"mapping\":1}",
                "{\"mapping\":1}x",
                "{\"mapping\":2}",
                "{\"mapping\":1e999999999}",
                "{\"mapping\":1.5}",
                "{\"a\":1,\"a\":1}",
                "[01]",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\n\"",
                "{\"mapping\":1,\"input\":{\"format\":\"xml\"}}",
                "{a:1}",
                "[1,]"
            })
    void refusesATextThatIsNoMapping(String text) {
        assertThatThrownBy(() -> MappingText.read(text))
                .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
                .extracting(ProblemException::problem)
                .satisfies(problem -> {
                    assertThat(problem.code().name()).isEqualTo("mapping-unreadable");
                    assertThat(problem.headline()).isEqualTo("a stored mapping cannot be read");
                    assertThat(problem.what()).isNotEmpty();
                    assertThat(problem.code().exitCode()).isEqualTo(20);
                });
    }

    @Test
    void refusesEveryDamageToAStoredText() {
        long seed = Long.getLong("seed", 99);
        var random = new Random(seed);
        String text = write(new RandomSpecs(random).mapping());
        for (int at = 0; at < text.length(); at++) {
            String cut = text.substring(0, at);
            assertThatThrownBy(() -> MappingText.read(cut))
                    .as("seed %d, cut at %d", seed, at)
                    .isInstanceOf(ProblemException.class);
        }
        assertThatThrownBy(() -> MappingText.read("[".repeat(100_000)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("expected fewer levels at character 65");
    }

    private static String write(Mapping mapping) {
        return MappingText.write(mapping.input(), mapping.resource(), mapping.pipeline());
    }
}
