package org.cairn.collect.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonStorageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-0.5e-3",
                "[1e131071, 1E+131000, 12e-16382]",
                "{\"1e999999\": \"1e999999\"}",
                "\"\\\\u0000\"",
                "\"\\ud83d\\ude00\"",
                "\"\\\"1e999999\"",
                "[true, false, null, {}, []]"
            })
    void lets(String json) {
        assertThat(JsonStorage.find(json)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e131073",
                "-1E999999",
                "[0, {\"a\": 1e99999999999999999999}]",
                "1e-16384",
                "0.1e-16383",
                "1e-99999999999999999999"
            })
    void refusesNumbersThatNumericCannotHold(String json) {
        assertThat(JsonStorage.find(json)).isEqualTo(JsonStorage.Flaw.NUMBER);
    }

    @Test
    void refusesALongRowOfDigits() {
        assertThat(JsonStorage.find("1".repeat(131_072))).isNull();
        assertThat(JsonStorage.find("1".repeat(131_073))).isEqualTo(JsonStorage.Flaw.NUMBER);
        assertThat(JsonStorage.find("0." + "1".repeat(16_384))).isEqualTo(JsonStorage.Flaw.NUMBER);
    }

    @Test
    void refusesNulAndHalfCharacters() {
        assertThat(JsonStorage.find("[\"a\\u0000\"]")).isEqualTo(JsonStorage.Flaw.NUL);
        assertThat(JsonStorage.find("\"\\ud83d\"")).isEqualTo(JsonStorage.Flaw.HALF);
        assertThat(JsonStorage.find("\"\\ude00\\ud83d\"")).isEqualTo(JsonStorage.Flaw.HALF);
        assertThat(JsonStorage.find("\"\\ud83dx\"")).isEqualTo(JsonStorage.Flaw.HALF);
    }
}
