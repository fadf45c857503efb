package org.cairn.collect.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.cairn.source.spec.TransformSpec;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

final class TransformTest {
    private static @org.jspecify.annotations.Nullable String apply(
            TransformSpec spec, String text) {
        return Transform.of(spec).apply(text);
    }

    @Test
    void trimTakesAllWhiteSpaceOfUnicodeOffBothEnds() {
        assertThat(apply(new TransformSpec.Trim(), " \t\u00a0\u3000 a b \n\u2003"))
                .isEqualTo("a b");
        assertThat(apply(new TransformSpec.Trim(), "a")).isEqualTo("a");
        assertThat(apply(new TransformSpec.Trim(), "\u200ba\u200b")).isEqualTo("\u200ba\u200b");
    }

    @Test
    void trimLeavesNoValueOfNothing() {
        assertThat(apply(new TransformSpec.Trim(), "")).isNull();
        assertThat(apply(new TransformSpec.Trim(), " \u00a0\u3000")).isNull();
    }

    @Test
    void collapseSpaceMakesOneBlankOfMany() {
        assertThat(apply(new TransformSpec.CollapseSpace(), "a  b\t\n c\u00a0\u3000d"))
                .isEqualTo("a b c d");
        assertThat(apply(new TransformSpec.CollapseSpace(), "  ")).isEqualTo(" ");
        assertThat(apply(new TransformSpec.CollapseSpace(), "")).isEmpty();
    }

    @Test
    void caseDoesNotDependOnTheLanguage() {
        assertThat(apply(new TransformSpec.Lower(), "TITLE İ Σ")).isEqualTo("title i̇ σ");
        assertThat(apply(new TransformSpec.Upper(), "title ß ı")).isEqualTo("TITLE SS I");
    }

    @Test
    void emptyToNullLeavesWhatIsNotEmpty() {
        assertThat(apply(new TransformSpec.EmptyToNull(), "")).isNull();
        assertThat(apply(new TransformSpec.EmptyToNull(), " ")).isEqualTo(" ");
    }

    @Test
    void nfcComposes() {
        assertThat(apply(new TransformSpec.Nfc(), "e\u0301")).isEqualTo("é");
        assertThat(apply(new TransformSpec.Nfc(), "ﬁ")).isEqualTo("ﬁ");
    }

    @Test
    void prefixAndSuffixGoOnceAndOnlyAtTheirEnd() {
        var prefix = new TransformSpec.StripPrefix("mailto:");
        assertThat(apply(prefix, "mailto:mailto:a@b")).isEqualTo("mailto:a@b");
        assertThat(apply(prefix, "a mailto:b")).isEqualTo("a mailto:b");
        assertThat(apply(prefix, "mailto:")).isEmpty();
        var suffix = new TransformSpec.StripSuffix(" Clinic");
        assertThat(apply(suffix, "Kisumu Clinic")).isEqualTo("Kisumu");
        assertThat(apply(suffix, "Clinic")).isEqualTo("Clinic");
    }

    @Test
    void regexKeepsTheFirstGroupOfTheFirstMatch() {
        assertThat(apply(new TransformSpec.Regex("Ward (\\d+)"), "at Ward 12, Ward 13"))
                .isEqualTo("12");
        assertThat(apply(new TransformSpec.Regex("Ward \\d+"), "at Ward 12, Ward 13"))
                .isEqualTo("Ward 12");
        assertThat(apply(new TransformSpec.Regex("Ward"), "District")).isNull();
        assertThat(apply(new TransformSpec.Regex("a(b)?"), "ac")).isNull();
        assertThat(apply(new TransformSpec.Regex("x*"), "abc")).isEmpty();
    }

    @Test
    void replaceIsPlainAndEverywhere() {
        assertThat(apply(new TransformSpec.Replace(".", ""), "1.234.567")).isEqualTo("1234567");
        assertThat(apply(new TransformSpec.Replace("$1", "\\2"), "a$1b")).isEqualTo("a\\2b");
    }

    @Test
    void mapReplacesExactValuesAndLeavesOthers() {
        var map = new TransformSpec.MapValues(Map.of("Ward One", "1", "x", ""));
        assertThat(apply(map, "Ward One")).isEqualTo("1");
        assertThat(apply(map, "ward one")).isEqualTo("ward one");
        assertThat(apply(map, "x")).isEmpty();
    }

    @Test
    void trimAndCollapseAreDoneOnceForAll() {
        SeededRandom.forAll(
                500,
                random -> {
                    String text = random.text(10);
                    String trimmed = apply(new TransformSpec.Trim(), text);
                    String collapsed = apply(new TransformSpec.CollapseSpace(), text);

                    if (trimmed != null) {
                        assertThat(apply(new TransformSpec.Trim(), trimmed)).isEqualTo(trimmed);
                    }
                    assertThat(
                                    apply(
                                            new TransformSpec.CollapseSpace(),
                                            Objects.requireNonNull(collapsed)))
                            .isEqualTo(collapsed);
                });
    }
}
