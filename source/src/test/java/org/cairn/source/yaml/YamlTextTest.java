package org.cairn.source.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class YamlTextTest {
    @Test
    void refusesABillionLaughs() {
        var text = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1);
            text.append(
                    "a%d: &a%d [%s]\n"
                            .formatted(
                                    i,
                                    i,
                                    String.join(
                                            ", ",
                                            List.of(
                                                    alias, alias, alias, alias, alias, alias, alias,
                                                    alias, alias))));
        }

        assertThat(only(text.toString()).message())
                .isEqualTo("more than 100000 values, aliases written out");
    }

    @Test
    void refusesAnAliasToWhatHoldsIt() {
        assertThat(only("a: &a [b, *a]"))
                .isEqualTo(
                        new YamlFault(
                                new Place(1, 11),
                                "alias '*a' names nothing written before it",
                                "Define the anchor first, or write the value itself."));
    }

    @Test
    void refusesMoreThanOneMebibyte() {
        String text = "a: '" + "x".repeat(YamlText.MAX_BYTES) + "'";

        assertThat(only(text).message()).isEqualTo("the file is larger than 1 MiB");
    }

    @Test
    void readsUpToOneMebibyte() {
        String text = "a: '" + "x".repeat(YamlText.MAX_BYTES - 5) + "'";

        assertThat(parse(text).root()).isInstanceOf(YamlNode.Mapping.class);
    }

    @Test
    void refusesAMillionBracketsWithoutReadingThem() {
        assertThat(only("[".repeat(1_000_000)))
                .isEqualTo(
                        new YamlFault(
                                new Place(1, 33),
                                "nested deeper than 32 levels",
                                "Write it flatter; no declaration needs this."));
    }

    @Test
    void refusesManyNodes() {
        assertThat(only("[" + "a,".repeat(200_000) + "]").message())
                .isEqualTo("more than 100000 values, aliases written out");
    }

    @Test
    void saysWhereTheFileStopsBeingUtf8() {
        byte[] bytes = "a: é\nbé: ?".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 1] = (byte) 0xff;

        assertThat(YamlText.parse(bytes).faults())
                .containsExactly(
                        new YamlFault(
                                new Place(2, 5),
                                "the file is not UTF-8 from here",
                                "Save the file as UTF-8."));
    }

    @Test
    void refusesAFileThatEndsInsideACharacter() {
        assertThat(YamlText.parse(new byte[] {'a', (byte) 0xc3}).faults())
                .containsExactly(
                        new YamlFault(
                                new Place(1, 2),
                                "the file is not UTF-8 from here",
                                "Save the file as UTF-8."));
    }

    @Test
    void refusesControlCharacters() {
        assertThat(only("a: 1\nb: \u0001\n").message())
                .isEqualTo("not YAML: character U+0001 is not allowed");
        assertThat(only("a: 1\nb: \u0001\n").place()).isEqualTo(new Place(2, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "yes, TEXT",
        "no, TEXT",
        "on, TEXT",
        "true, FLAG",
        "False, FLAG",
        "12, WHOLE",
        "0x1F, WHOLE",
        "1.5, NUMBER",
        ".inf, NUMBER",
        "~, NOTHING",
        "null, NOTHING",
        "2024-01-01, TEXT",
        "012, WHOLE"
    })
    void usesTheCoreSchemaOfYaml12(String written, YamlNode.Kind kind) {
        var mapping = mapping("a: " + written);

        assertThat(mapping.entries().getFirst().value())
                .isInstanceOfSatisfying(
                        YamlNode.Scalar.class,
                        scalar -> {
                            assertThat(scalar.kind()).isEqualTo(kind);
                            assertThat(scalar.text()).isEqualTo(written);
                        });
    }

    @Test
    void countsColumnsInCharactersAndFindsPlacesInsideTexts() {
        var root = mapping("{🦀: '$.a[?]', b: \"x\\ty\"}");
        var positions = new Positions(root);

        assertThat(positions.key("b")).isEqualTo(new Place(1, 15));
        var crab = (YamlNode.Scalar) root.entries().getFirst().value();
        assertThat(crab.inside(4)).isEqualTo(new Place(1, 10));
        var escaped = (YamlNode.Scalar) root.entries().getLast().value();
        assertThat(escaped.inside(2)).isEqualTo(escaped.place());
    }

    private static YamlFault only(String text) {
        assertThat(parse(text).root()).isNull();
        assertThat(parse(text).faults()).hasSize(1);
        return parse(text).faults().getFirst();
    }

    private static YamlNode.Mapping mapping(String text) {
        if (parse(text).root() instanceof YamlNode.Mapping mapping) {
            return mapping;
        }
        throw new AssertionError("no mapping: " + parse(text).faults());
    }

    private static YamlText.Parsed parse(String text) {
        return YamlText.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
