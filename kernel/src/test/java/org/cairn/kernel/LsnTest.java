package org.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

final class LsnTest {
    @Test
    void readsAndWritesTheFormOfPostgres() {
        assertThat(Lsn.parse("16/B374D848")).isEqualTo(new Lsn(0x16_B374D848L));
        assertThat(Lsn.parse("0/0")).isEqualTo(new Lsn(0));
        assertThat(Lsn.parse("a/b")).hasToString("A/B");
        assertThat(Lsn.parse("1/00000001")).hasToString("1/1");
    }

    @Test
    void everyPositionSurvivesItsText() {
        SeededRandom.forAll(
                1000,
                random -> {
                    var lsn = new Lsn(random.between(0, Long.MAX_VALUE));

                    assertThat(Lsn.parse(lsn.toString())).isEqualTo(lsn);
                });
    }

    @Test
    void refusesWhatIsNoPosition() {
        for (String text :
                List.of("", "/", "1", "1/", "/1", "G/0", "1/123456789", "1/2/3", " 1/2")) {
            assertThatThrownBy(() -> Lsn.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not an lsn: " + text);
        }
        assertThatThrownBy(() -> new Lsn(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lsn must not be negative: -1");
        assertThatThrownBy(() -> Lsn.parse("FFFFFFFF/0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lsn must not be negative");
    }

    @Test
    void ordersByPositionAndNotByText() {
        assertThat(Lsn.parse("9/0")).isLessThan(Lsn.parse("10/0"));
        assertThat(Lsn.parse("0/FFFFFFFF").plusBytes(1)).isEqualTo(Lsn.parse("1/0"));
    }

    @Test
    void refusesToCountPastTheEnd() {
        assertThatThrownBy(() -> new Lsn(Long.MAX_VALUE).plusBytes(1))
                .isInstanceOf(ArithmeticException.class);
    }
}
