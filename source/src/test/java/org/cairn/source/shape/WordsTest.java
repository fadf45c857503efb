package org.cairn.source.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WordsTest {
    private static final List<String> KNOWN = List.of("fields", "format", "expect", "gone");

    @Test
    void findsTheNameThatWasMeant() {
        assertThat(Words.nearest("feilds", KNOWN)).contains("fields");
        assertThat(Words.nearest("formt", KNOWN)).contains("format");
        assertThat(Words.nearest("expects", KNOWN)).contains("expect");
    }

    @Test
    void keepsQuietWhenNothingIsNear() {
        assertThat(Words.nearest("client", KNOWN)).isEmpty();
        assertThat(Words.nearest("x", KNOWN)).isEmpty();
        assertThat(Words.nearest("f".repeat(1_000_000), KNOWN)).isEmpty();
        assertThat(Words.didYouMean("client", KNOWN)).isEmpty();
    }

    @Test
    void countsASwapAsOneChange() {
        assertThat(Words.distance("abcd", "acbd")).isEqualTo(1);
        assertThat(Words.distance("abc", "")).isEqualTo(3);
        assertThat(Words.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void showsHostileTextHarmlessly() {
        assertThat(Words.quoted("a\u001b[31m\n\u202eb")).isEqualTo("'a?[31m??b'");
        assertThat(Words.quoted("x".repeat(100))).isEqualTo("'" + "x".repeat(60) + "…'");
    }
}
