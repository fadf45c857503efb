package org.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "90s, PT90S", "15m, PT15M", "4h, PT4H", "7d, PT168H", "0s, PT0S"})
    void aNumberAndAUnitAreADuration(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "90", "s", "-1s", "1.5h", "1h30m", "90 s", "1w", "1234567s"})
    void anythingElseIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @Test
    void theFormSaysTheSame() {
        assertThat("90s").matches(Durations.FORM);
        assertThat("90").doesNotMatch(Durations.FORM);
    }
}
