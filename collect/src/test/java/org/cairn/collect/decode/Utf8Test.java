package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8Test {
    @Test
    void agreesWithTheJdkOnEveryCharacter() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
                assertThat(Utf8.firstBad(bytes, 0, bytes.length)).isEqualTo(bytes.length);
            }
        }
    }

    @Test
    void agreesWithTheJdkOnRandomBytes() {
        long seed = 4;
        var random = new Random(seed);
        byte[] starts = {
            0x41,
            (byte) 0x80,
            (byte) 0xbf,
            (byte) 0xc1,
            (byte) 0xc3,
            (byte) 0xe0,
            (byte) 0xed,
            (byte) 0xef,
            (byte) 0xf0,
            (byte) 0xf4,
            (byte) 0xf5
        };
        for (int i = 0; i < 300_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            random.nextBytes(bytes);
            for (int k = 0; k < bytes.length; k++) {
                if (random.nextInt(3) > 0) {
                    bytes[k] = starts[random.nextInt(starts.length)];
                } else if (random.nextBoolean()) {
                    bytes[k] = (byte) (0x80 + random.nextInt(64));
                }
            }
            assertThat(Utf8.firstBad(bytes, 0, bytes.length) == bytes.length)
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(isText(bytes));
        }
    }

    private static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException _) {
            // This is the answer asked for.
            return false;
        }
    }

    @Test
    void tellsCutOffFromMalformed() {
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8.isCutOff(euro, 0, 1)).isTrue();
        assertThat(Utf8.isCutOff(euro, 0, 2)).isTrue();
        assertThat(Utf8.isCutOff(euro, 1, 3)).isFalse();
        assertThat(Utf8.isCutOff(new byte[] {(byte) 0xe0, (byte) 0x80}, 0, 2)).isFalse();
    }
}
