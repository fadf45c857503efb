package org.cairn.vault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.cairn.vault.TestAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyTextTest {
    private static byte[] random(long seed) {
        byte[] key = new byte[32];
        new Random(seed).nextBytes(key);
        return key;
    }

    private static String written(byte[] key) {
        return new String(KeyText.write(key));
    }

    @Test
    void writesElevenGroupsOfFive() {
        assertThat(written(new byte[32])).isEqualTo(TestAccess.KEY);
        assertThat(written(random(1))).matches("CAIRN-KEY-1(-[0-9A-HJKMNP-TV-Z]{5}){11}");
    }

    @Test
    void readsWhatItWrote() {
        long seed = Long.getLong("cairn.seed", 20_261_127L);
        for (int i = 0; i < 500; i++) {
            byte[] key = random(seed + i);
            assertThat(KeyText.read(KeyText.write(key))).as("seed %d", seed + i).isEqualTo(key);
        }
    }

    @Test
    void readsWhatSomebodyCopiedByHand() {
        byte[] key = random(2);
        String text = written(key);

        assertThat(
                        KeyText.read(
                                ("  " + text.toLowerCase(java.util.Locale.ROOT) + "\n")
                                        .toCharArray()))
                .isEqualTo(key);
        String groups = text.substring(12).replace("-", " ").replace('1', 'l').replace('0', 'O');
        assertThat(KeyText.read(("CAIRN-KEY-1-" + groups).toCharArray())).isEqualTo(key);
    }

    @Test
    void noticesEveryWrongCharacter() {
        String text = written(random(3));
        for (int at = 12; at < text.length(); at++) {
            if (text.charAt(at) != '-') {
                char wrong = text.charAt(at) == 'Z' ? 'Y' : 'Z';
                char[] typo =
                        (text.substring(0, at) + wrong + text.substring(at + 1)).toCharArray();
                assertThatThrownBy(() -> KeyText.read(typo))
                        .as("at %d", at)
                        .hasMessage("its check digits do not fit: a character is wrong");
            }
        }
    }

    @Test
    void noticesTwoCharactersThatChangedPlaces() {
        char[] text = KeyText.write(random(4));
        for (int at = 12; at + 1 < text.length; at++) {
            char[] typo = text.clone();
            typo[at] = text[at + 1];
            typo[at + 1] = text[at];
            if (typo[at] != typo[at + 1] && typo[at] != '-' && typo[at + 1] != '-') {
                assertThatThrownBy(() -> KeyText.read(typo))
                        .as("at %d", at)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', it does not begin with CAIRN-KEY-1-",
        "CAIRN-KEY-2-00000, it does not begin with CAIRN-KEY-1-",
        "CAIRN-KEY-1-00000, it is too short",
        "CAIRN-KEY-1-U, it has a character that no key has",
        "CAIRN-KEY-1-é, it has a character that no key has"
    })
    void saysWhatIsWrongAndNothingOfTheKey(String text, String message) {
        assertThatThrownBy(() -> KeyText.read(text.toCharArray())).hasMessage(message);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> KeyText.read((TestAccess.KEY + "0").toCharArray()))
                .hasMessage("it is too long");
    }
}
