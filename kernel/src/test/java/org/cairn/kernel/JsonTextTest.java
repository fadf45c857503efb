package org.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

final class JsonTextTest {
    @Test
    void leavesPlainTextAsItIs() {
        assertThat(JsonText.quote("")).isEqualTo("\"\"");
        assertThat(JsonText.quote("Nairobi 日本 𝒞 é")).isEqualTo("\"Nairobi 日本 𝒞 é\"");
        assertThat(JsonText.quote("a/b")).isEqualTo("\"a/b\"");
    }

    @Test
    void escapesWhatJsonAndTerminalsTakeForSomethingElse() {
        assertThat(JsonText.quote("\"\\\n\r\t")).isEqualTo("\"\\\"\\\\\\n\\r\\t\"");
        assertThat(JsonText.quote("\0\u001b[31m\u007f")).isEqualTo("\"\\u0000\\u001b[31m\\u007f\"");
        // U+009B is the control sequence introducer in one character.
        assertThat(JsonText.quote("\u0080\u009b\u009f\u00a0"))
                .isEqualTo("\"\\u0080\\u009b\\u009f\u00a0\"");
    }

    @Test
    void escapesHalvesOfCharactersWhichUtf8CannotHold() {
        assertThat(JsonText.quote("\ud835")).isEqualTo("\"\\ud835\"");
        assertThat(JsonText.quote("\udc9ex")).isEqualTo("\"\\udc9ex\"");
        assertThat(JsonText.quote("\ud835\ud835\udc9e"))
                .isEqualTo("\"\\ud835𝒞\"".replace("𝒞", "\ud835\udc9e"));
    }

    @Test
    void anyTextComesBackFromItsLiteral() {
        SeededRandom.forAll(
                2000,
                random -> {
                    String text = random.text(12) + (char) random.between(0, 0xFFFF);

                    assertThat(unquote(JsonText.quote(text))).isEqualTo(text);
                });
    }

    /// Reads the escapes of RFC 8259, which are more than are written.
    private static String unquote(String literal) {
        assertThat(literal).startsWith("\"").endsWith("\"");
        var text = new StringBuilder();
        for (int i = 1; i < literal.length() - 1; i++) {
            char c = literal.charAt(i);
            assertThat(c).isGreaterThanOrEqualTo(' ').isNotEqualTo('"');
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escape = literal.charAt(++i);
            switch (escape) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(literal.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> {
                    assertThat("\"\\").contains(String.valueOf(escape));
                    text.append(escape);
                }
            }
        }
        return text.toString();
    }
}
